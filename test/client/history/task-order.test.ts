import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/client/history/history-event.ts';
import { TaskOrder } from '../../../src/client/history/task-order.ts';
import type { HistoryFact } from '../../../src/core/trace/history-fact.ts';

const event = (seconds: number, attributes: object): HistoryEvent =>
  ({ eventTime: { seconds, nanos: 0 }, ...attributes }) as unknown as HistoryEvent;
const taskStarted = (seconds: number) => event(seconds, { workflowTaskStartedEventAttributes: {} });
const taskCompleted = (seconds: number) => event(seconds, { workflowTaskCompletedEventAttributes: {} });
const ended = (seconds: number, id: string): HistoryFact => ({
  type: 'activity-ended',
  atMs: seconds * 1_000,
  id,
  end: { kind: 'completed', output: null },
});
const paused = (seconds: number, id?: string): HistoryFact => ({
  type: 'message-taken',
  atMs: seconds * 1_000,
  event: { type: 'paused', atMs: seconds * 1_000 },
  ...(id === undefined ? {} : { id }),
});
const completed = { activityTaskCompletedEventAttributes: {} };
const signaled = { workflowExecutionSignaledEventAttributes: {} };
const accepted = { workflowExecutionUpdateAcceptedEventAttributes: {} };
const updated = { workflowExecutionUpdateCompletedEventAttributes: {} };

describe('TaskOrder', () => {
  it('gives messages before ends, at the time at which the worker took the task up', () => {
    const order = new TaskOrder();
    expect(order.add(event(1, completed), ended(1, 'c1.1'))).toEqual([]);
    expect(order.add(event(2, signaled), paused(2))).toEqual([]);
    expect(order.add(taskStarted(5), undefined)).toEqual([]);
    expect(order.add(taskCompleted(6), undefined)).toEqual([]);
    expect(order.settle()).toMatchObject([
      { type: 'message-taken', atMs: 2_000, takenAtMs: 5_000, event: { atMs: 5_000 } },
      { type: 'activity-ended', atMs: 1_000, takenAtMs: 5_000 },
    ]);
    expect(order.settle()).toEqual([]);
  });

  it('goes by the task that was completed, not by one that was lost', () => {
    const order = new TaskOrder();
    order.add(event(1, completed), ended(1, 'c1.1'));
    order.add(taskStarted(2), undefined);
    order.add(event(7, { workflowTaskTimedOutEventAttributes: {} }), undefined);
    order.add(taskStarted(8), undefined);
    order.add(taskCompleted(9), undefined);
    expect(order.settle()).toMatchObject([{ takenAtMs: 8_000 }]);
  });

  it('leaves an update out that the run refused', () => {
    const order = new TaskOrder();
    order.add(taskStarted(1), undefined);
    order.add(taskCompleted(1), undefined);
    order.add(event(1, accepted), paused(1, 'u1'));
    order.add(event(1, updated), { type: 'message-refused', atMs: 1_000, id: 'u1' });
    order.add(event(1, accepted), paused(1, 'u2'));
    expect(order.settle()).toMatchObject([{ type: 'message-taken', id: 'u2' }, { type: 'message-refused' }]);
  });

  it('gives what no worker has taken in at the end, by its own time', () => {
    const order = new TaskOrder();
    order.add(event(3, completed), ended(3, 'c1.1'));
    const [fact] = order.flush();
    expect(fact).toMatchObject({ type: 'activity-ended', atMs: 3_000 });
    expect(fact?.takenAtMs).toBeUndefined();
  });
});
