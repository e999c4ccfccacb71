import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { FailureNames } from '../contracts/activity-failures.ts';
import type { Failure } from '../core/failure.ts';
import { readActivityFailure } from './activity-failure.ts';

/** How an activity ended; failures are values here. */
export type ActivityEnd<Result> =
  | { readonly kind: 'completed'; readonly result: Result }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Run one activity by name and turn its end, good or bad, into a value. */
export async function runActivity<Result>(
  name: string,
  options: ActivityOptions,
  input: unknown,
  names: FailureNames,
): Promise<ActivityEnd<Result>> {
  const activity = proxyActivities<Record<string, (given: unknown) => Promise<Result>>>(options)[name];
  if (!activity) throw new TypeError(`no activity proxy for ${name}`);
  try {
    return { kind: 'completed', result: await activity(input) };
  } catch (error) {
    return { kind: 'failed', failure: readActivityFailure(error, names) };
  }
}
