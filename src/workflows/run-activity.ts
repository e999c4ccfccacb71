import {
  type ActivityOptions,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import { activityOf, activityType, type NamedActivity, readableEnd } from '../core/commands/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import { failureOf } from '../core/commands/activity-failure.ts';
import type { Json } from '../core/values/json.ts';
import { toldByError } from './activity-failure.ts';

/**
 * Run one activity and turn its end, good or bad, into a value.
 *
 * Written without await, as all on the way of a plain step is: Temporal notes a stack trace for each promise that a
 * workflow makes, which costs more than anything else in it.
 */
export function runActivity(
  activity: NamedActivity,
  options: ActivityOptions,
  input: unknown,
): Promise<ActivityEnd> {
  return endOf(activity, proxyActivities<Proxies>(options), input);
}

/** The same within the run's own workflow task, on the worker that has the run. */
export function runLocalActivity(
  activity: NamedActivity,
  options: LocalActivityOptions,
  input: unknown,
): Promise<ActivityEnd> {
  return endOf(activity, proxyLocalActivities<Proxies>(options), input);
}

type Proxies = Record<string, (given: unknown) => Promise<Json>>;

function endOf(named: NamedActivity, proxies: Proxies, input: unknown): Promise<ActivityEnd> {
  const type = activityType(named);
  const activity = proxies[type];
  if (!activity) throw new TypeError(`no activity proxy for ${type}`);
  return activity(input).then(
    (output) => readableEnd(named.kind, { kind: 'completed', output }),
    (error: unknown) => ({
      kind: 'failed',
      failure: failureOf(toldByError(error), activityOf(named.kind).failures),
    }),
  );
}
