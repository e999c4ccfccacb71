import { describe, expect, it } from 'vitest';
import { failureOf, type ToldFailure } from '../../../src/core/commands/activity-failure.ts';

const names = { timedOut: 'late', cancelled: 'stopped', other: 'odd' };
const application = { kind: 'application', message: 'no', nonRetryable: true } as const;

describe('failureOf', () => {
  it.each<[ToldFailure, object]>([
    [
      { ...application, type: 'tool.transient', nonRetryable: false, detail: { attempt: 3 } },
      { type: 'tool.transient', message: 'no', retryable: true, attempts: 3 },
    ],
    [
      { ...application, type: undefined, detail: undefined },
      { type: 'odd', message: 'no', retryable: false },
    ],
    [
      { ...application, type: '', detail: 'of somebody else' },
      { type: 'odd', message: 'no', retryable: false },
    ],
    [
      { kind: 'timeout', timeout: 'HEARTBEAT' },
      { type: 'late', message: 'no answer in time (heartbeat)', retryable: false, lost: true },
    ],
    [
      { kind: 'timeout', timeout: 'START_TO_CLOSE' },
      { type: 'late', message: 'no answer in time (start_to_close)', retryable: false },
    ],
    [
      { ...application, type: 'worker.lost', detail: { attempt: 3 } },
      { type: 'late', message: 'no answer: its worker was lost', retryable: false, lost: true, attempts: 2 },
    ],
    [
      { ...application, type: 'worker.lost', detail: undefined },
      { type: 'late', message: 'no answer: its worker was lost', retryable: false, lost: true },
    ],
    [
      { ...application, type: 'tool.may-have-acted', detail: { attempt: 0, lost: true } },
      { type: 'tool.may-have-acted', message: 'no', retryable: false, attempts: 0, lost: true },
    ],
    [
      { kind: 'timeout', timeout: undefined },
      { type: 'late', message: 'no answer in time (timeout)', retryable: false },
    ],
    [{ kind: 'cancelled' }, { type: 'stopped', message: 'cancelled on purpose', retryable: false }],
    [
      { kind: 'other', message: 'it broke' },
      { type: 'odd', message: 'it broke', retryable: false },
    ],
  ])('reads %j', (told, failure) => {
    expect(failureOf(told, names)).toEqual(failure);
  });
});
