import {
  type ActivityOptions,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { FailureNames } from '../contracts/activity-failures.ts';
import type { ActivityEnd } from '../core/trace/history-fact.ts';
import type { Json } from '../core/values/json.ts';
import { readActivityFailure } from './activity-failure.ts';

/**
 * Run one activity by name and turn its end, good or bad, into a value.
 *
 * Written without await, as all on the way of a plain step is: Temporal notes a stack trace for each promise that a
 * workflow makes, which costs more than anything else in it.
 */
export function runActivity(
  name: string,
  options: ActivityOptions,
  input: unknown,
  names: FailureNames,
): Promise<ActivityEnd> {
  return endOf(name, proxyActivities<Proxies>(options)[name], input, names);
}

/** The same within the run's own workflow task, on the worker that has the run. */
export function runLocalActivity(
  name: string,
  options: LocalActivityOptions,
  input: unknown,
  names: FailureNames,
): Promise<ActivityEnd> {
  return endOf(name, proxyLocalActivities<Proxies>(options)[name], input, names);
}

type Proxies = Record<string, (given: unknown) => Promise<Json>>;

function endOf(
  name: string,
  activity: Proxies[string] | undefined,
  input: unknown,
  names: FailureNames,
): Promise<ActivityEnd> {
  if (!activity) throw new TypeError(`no activity proxy for ${name}`);
  return activity(input).then(
    (output) => ({ kind: 'completed', output }),
    (error: unknown) => ({ kind: 'failed', failure: readActivityFailure(error, names) }),
  );
}
