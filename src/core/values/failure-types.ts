/**
 * Types of the failures that cross from activities into histories. Matched as strings, never by class.
 *
 * What each means for a retry and a bill stands in `docs/guarantees.md`.
 */
export const failureTypes = {
  modelRateLimited: 'model.rate-limited',
  modelOverloaded: 'model.overloaded',
  modelServerError: 'model.server-error',
  modelUnreachable: 'model.unreachable',
  modelAuthentication: 'model.authentication',
  modelPermission: 'model.permission',
  modelNotFound: 'model.not-found',
  modelBadRequest: 'model.bad-request',
  modelRequestTooLarge: 'model.request-too-large',
  modelQuota: 'model.quota',
  modelContextTooLong: 'model.context-too-long',
  /** The provider does not take the content of the request. */
  modelInputRefused: 'model.input-refused',
  /** No answer came within the time that the call has; it may have been billed. */
  modelTimedOut: 'model.timed-out',
  modelBillUnknown: 'model.bill-unknown',
  /** The model or its provider withheld the answer, without saying what it counted. */
  modelRefused: 'model.refused',
  modelAnswerTooLarge: 'model.answer-too-large',
  transcriptUnavailable: 'model.transcript-unavailable',
  modelUnexpected: 'model.unexpected',
  modelAborted: 'model.aborted',
  toolTransient: 'tool.transient',
  toolTimedOut: 'tool.timed-out',
  /** The call was under way when it failed: nobody knows whether it acted. */
  toolMayHaveActed: 'tool.may-have-acted',
  toolCancelled: 'tool.cancelled',
  toolOutputInvalid: 'tool.output-invalid',
  toolOutputTooLarge: 'tool.output-too-large',
  toolUnexpected: 'tool.unexpected',
  /** Told by a supervisor: the worker process ended during the attempt, which may have acted. */
  workerLost: 'worker.lost',
  agentUnknown: 'run.agent-unknown',
  providerNotConfigured: 'run.provider-not-configured',
  priceUnknown: 'run.price-unknown',
  /** Nobody says how many tokens a file of the run may come to. */
  unboundedInput: 'run.unbounded-input',
  /** No history of the run that is kept holds the bytes of a file. */
  attachmentMissing: 'run.attachment-missing',
  /** The worker that took it lacks the agent, the tool or the rest that it takes; it did nothing. */
  workerLacks: 'run.worker-lacks',
  /** The run was reset, and what it had done before could not be read just now; nothing was done. */
  pastUnread: 'run.past-unread',
  /** The run was reset, and does not know yet what that left behind; nothing was done. */
  pastUnknown: 'run.past-unknown',
  /** No worker took it for as long as Temporal keeps it in its queue. */
  notTaken: 'run.not-taken',
  taskInvalid: 'run.task-invalid',
} as const;

export type FailureType = (typeof failureTypes)[keyof typeof failureTypes];
