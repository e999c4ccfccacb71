import { failureTypes } from '../values/failure-types.ts';

/** Failures of calls that were certainly not billed; after any other nobody knows. */
const unbilled: readonly string[] = [
  failureTypes.modelRateLimited,
  failureTypes.modelOverloaded,
  failureTypes.modelServerError,
  failureTypes.modelUnreachable,
  failureTypes.modelAuthentication,
  failureTypes.modelPermission,
  failureTypes.modelNotFound,
  failureTypes.modelBadRequest,
  failureTypes.modelRequestTooLarge,
  failureTypes.modelQuota,
  failureTypes.modelInputRefused,
  failureTypes.modelContextTooLong,
  failureTypes.transcriptUnavailable,
  failureTypes.providerNotConfigured,
  failureTypes.attachmentMissing,
  failureTypes.workerLacks,
  failureTypes.pastUnknown,
  failureTypes.notTaken,
];

/** Whether a model call that failed so was certainly not billed. */
export function isUnbilled(failureType: string | undefined): boolean {
  return failureType !== undefined && unbilled.includes(failureType);
}
