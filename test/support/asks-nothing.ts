import type { CreateActivitiesOptions } from '../../src/activities/create-activities.ts';
import { WatchedRuns } from '../../src/activities/model/watched-runs.ts';

const isNotAsked = (): Promise<never> => Promise.reject(new Error('is not asked'));

/** What activities reach outside of themselves, for a worker that asks no server anything: the first question fails. */
export function asksNothing(): Omit<CreateActivitiesOptions, 'config' | 'env' | 'log'> {
  return {
    queryWindow: isNotAsked,
    leftBehind: isNotAsked,
    pastOf: isNotAsked,
    readFiles: isNotAsked,
    describeWork: isNotAsked,
    watched: new WatchedRuns(),
  };
}
