import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { createActivities } from '../../src/activities/create-activities.ts';
import { asksNothing } from '../support/asks-nothing.ts';
import { smallWorld } from '../support/small-agents.ts';

describe('what a worker has no activity for', () => {
  it('is given back at no cost of attempts, and told once for each', async () => {
    const warned: unknown[] = [];
    const note = (_: object, text?: string): void => void warned.push(text);
    const activities = createActivities({
      config: smallWorld().config,
      env: {},
      ...asksNothing(),
      log: { debug: note, info: note, warn: note, error: note },
    });
    const failureOf = (activityType: string): Promise<unknown> => {
      const environment = new MockActivityEnvironment(
        { activityType, attempt: 1 },
        { logger: new DefaultLogger('ERROR') },
      );
      return environment
        .run(activities['default'] as () => Promise<unknown>)
        .catch((error: unknown) => error);
    };
    for (const type of ['charge', 'charge', 'pay.probe']) {
      expect(await failureOf(type)).toMatchObject({ type: 'run.worker-lacks', nonRetryable: true });
    }
    expect(warned).toEqual([
      'given back: this worker does not have the tool charge',
      'given back: this worker does not have the tool pay',
    ]);
  });
});
