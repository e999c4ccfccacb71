import type { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../core/values/failure-types.ts';
import { toApplicationFailure } from './to-application-failure.ts';

/** Give a task back that this worker cannot serve. The run sends it out again, at no cost of attempts. */
export function workerLacks(message: string, attempt: number): ApplicationFailure {
  const { workerLacks: type } = failureTypes;
  return toApplicationFailure({ type, message, retryable: false, attempt, throttled: true });
}
