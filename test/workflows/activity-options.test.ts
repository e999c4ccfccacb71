import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';
import type { CharterModel, CharterTool } from '../../src/core/charter/charter.ts';
import {
  localToolOptions,
  lookOptions,
  modelOptions,
  openRunOptions,
  pastOptions,
  toolOptions,
  undoOptions,
} from '../../src/workflows/activity-options.ts';

const retry = {
  maximumAttempts: 7,
  initialIntervalMs: 100,
  backoffCoefficient: 3,
  maximumIntervalMs: 9_000,
};
const read: CharterTool = {
  description: 'Looks.',
  inputSchema: {},
  effect: 'read',
  idempotency: 'keyed',
  timeoutMs: 30_000,
  retry,
  digest: 'd',
  trust: 'untrusted',
  has: [],
};
const keyed: CharterTool = { ...read, effect: 'compensable' };
const unkeyed: CharterTool = { ...read, effect: 'irreversible', idempotency: 'none' };
const model: CharterModel = {
  id: 'anthropic:m',
  maxOutputTokens: 100,
  price: { steps: [], source: 'test' },
  timeoutMs: 90_000,
  retry,
};

const whole = { cancellationType: 'WAIT_CANCELLATION_COMPLETED', heartbeatTimeout: 30_000 };
const own = { maximumAttempts: 7, initialInterval: 100, backoffCoefficient: 3, maximumInterval: 9_000 };
const looking = { maximumAttempts: 5, initialInterval: 200, backoffCoefficient: 2, maximumInterval: 10_000 };
const neverAgain = { nonRetryableErrorTypes: ['PayloadsTooLarge', 'NotFoundError'] };
const inDoubt = {
  nonRetryableErrorTypes: [
    'TemporalTimeout:StartToClose',
    'TemporalTimeout:Heartbeat',
    'worker.lost',
    'PayloadsTooLarge',
    'NotFoundError',
  ],
};
const lostComesBack = {
  nonRetryableErrorTypes: ['TemporalTimeout:Heartbeat', 'worker.lost', 'PayloadsTooLarge', 'NotFoundError'],
};
/** A quarter of an hour in a queue, and nobody took it: it is not run. An undo stays. */
const notForEver = { scheduleToStartTimeout: 900_000 };
const brokenOff = { cancellationType: 'TRY_CANCEL' };
const named = { activityId: 'c1.1', summary: 'look' };
const called = { ...named, ...whole, startToCloseTimeout: 30_000 };

describe('the options of an activity', () => {
  it.each<[string, ActivityOptions | LocalActivityOptions, object]>([
    [
      'that opens a run: short, repeated five times, unless its worker is lost',
      openRunOptions(),
      {
        ...whole,
        ...notForEver,
        summary: 'write down the rules of this run',
        startToCloseTimeout: 20_000,
        retry: { ...looking, ...lostComesBack },
      },
    ],
    [
      'that calls a model: never repeated after a timeout, when it may have been billed',
      modelOptions(model, 'turn 1', 'm1'),
      {
        ...whole,
        ...notForEver,
        activityId: 'm1',
        summary: 'turn 1',
        startToCloseTimeout: 92_000,
        retry: {
          ...own,
          nonRetryableErrorTypes: [
            'TemporalTimeout:StartToClose',
            'TemporalTimeout:Heartbeat',
            'worker.lost',
            'PayloadsTooLarge',
            'NotFoundError',
          ],
        },
      },
    ],
    [
      'that runs a read: repeated by its own policy, unless its answer is lost',
      toolOptions(read, 'look', 'c1.1'),
      { ...called, ...notForEver, ...brokenOff, retry: { ...own, ...inDoubt } },
    ],
    [
      'that runs a keyed write: repeated as often as its policy has attempts left, unless it may have acted',
      toolOptions(keyed, 'look', 'c1.1', 4),
      { ...called, ...notForEver, retry: { ...own, maximumAttempts: 4, ...inDoubt } },
    ],
    [
      'that runs a write without a key: dispatched once, whatever its policy says',
      toolOptions(unkeyed, 'look', 'c1.1'),
      { ...called, ...notForEver, retry: { ...own, maximumAttempts: 1, ...inDoubt } },
    ],
    [
      'that runs a read locally: all attempts within half a minute, no heartbeat, no queue',
      localToolOptions({ ...read, local: true, timeoutMs: 5_000 }, 'look'),
      {
        summary: 'look',
        cancellationType: 'WAIT_CANCELLATION_COMPLETED',
        startToCloseTimeout: 30_000,
        scheduleToCloseTimeout: 30_000,
        localRetryThreshold: 30_000,
        retry: { ...own, ...neverAgain },
      },
    ],
    [
      'that looks at what a write without a key did: repeated five times, unless its worker is lost',
      lookOptions(unkeyed, 'look', 'c1.1'),
      { ...called, ...notForEver, ...brokenOff, retry: { ...looking, ...lostComesBack } },
    ],
    [
      'that looks once more: repeated as often as a look has attempts left',
      lookOptions(unkeyed, 'look', 'c1.1', 2),
      { ...called, ...notForEver, ...brokenOff, retry: { ...looking, maximumAttempts: 3, ...lostComesBack } },
    ],
    [
      'that reads what a run did before it was reset: repeated five times, unless its worker is lost',
      pastOptions('past1'),
      {
        ...brokenOff,
        ...notForEver,
        activityId: 'past1',
        summary: 'what did it do before it was reset?',
        startToCloseTimeout: 60_000,
        heartbeatTimeout: 30_000,
        retry: { ...looking, ...lostComesBack },
      },
    ],
    [
      'that undoes a keyed write: repeated by its own policy, unless its worker is lost',
      undoOptions(keyed, 'look', 'c1.1'),
      { ...called, retry: { ...own, ...lostComesBack } },
    ],
    [
      'that undoes it once more: repeated as often as its policy has attempts left',
      undoOptions(keyed, 'look', 'c1.1', 5),
      { ...called, retry: { ...own, maximumAttempts: 2, ...lostComesBack } },
    ],
    [
      'that undoes a write without a key: repeated five times, for the undo has a key',
      undoOptions(unkeyed, 'look', 'c1.1'),
      { ...called, retry: { ...looking, ...lostComesBack } },
    ],
  ])('%s', (_, options, expected) => {
    expect(options).toEqual(expected);
  });

  it.each<[string, ActivityOptions]>([
    ['a model', modelOptions({ ...model, taskQueue: 'holdfast/other' }, 'turn 1', 'm1')],
    ['a tool', toolOptions({ ...read, taskQueue: 'holdfast/other' }, 'look', 'c1.1')],
    ['a look', lookOptions({ ...keyed, taskQueue: 'holdfast/other' }, 'look', 'c1.1')],
    ['an undo', undoOptions({ ...keyed, taskQueue: 'holdfast/other' }, 'look', 'c1.1')],
  ])('send %s with a queue of its own over that queue', (_, options) => {
    expect(options.taskQueue).toBe('holdfast/other');
  });
});
