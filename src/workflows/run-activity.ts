import {
  type ActivityOptions,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { FailureNames } from '../contracts/activity-failures.ts';
import type { Failure } from '../core/failure.ts';
import { readActivityFailure } from './activity-failure.ts';

/** How an activity ended; failures are values here. */
export type ActivityEnd<Result> =
  | { readonly kind: 'completed'; readonly result: Result }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Run one activity by name and turn its end, good or bad, into a value.
 *
 * Written without await, as all on the way of a plain step is: Temporal notes a stack trace for each promise that a
 * workflow makes, which costs more than anything else in it.
 */
export function runActivity<Result>(
  name: string,
  options: ActivityOptions,
  input: unknown,
  names: FailureNames,
): Promise<ActivityEnd<Result>> {
  return endOf(name, proxyActivities<Proxies<Result>>(options)[name], input, names);
}

/** The same within the run's own workflow task, on the worker that has the run. */
export function runLocalActivity<Result>(
  name: string,
  options: LocalActivityOptions,
  input: unknown,
  names: FailureNames,
): Promise<ActivityEnd<Result>> {
  return endOf(name, proxyLocalActivities<Proxies<Result>>(options)[name], input, names);
}

type Proxies<Result> = Record<string, (given: unknown) => Promise<Result>>;

function endOf<Result>(
  name: string,
  activity: Proxies<Result>[string] | undefined,
  input: unknown,
  names: FailureNames,
): Promise<ActivityEnd<Result>> {
  if (!activity) throw new TypeError(`no activity proxy for ${name}`);
  return activity(input).then(
    (result) => ({ kind: 'completed', result }),
    (error: unknown) => ({ kind: 'failed', failure: readActivityFailure(error, names) }),
  );
}
