import { describe, expect, it } from 'vitest';
import type { HistoryFact } from '../../src/core/trace/history-fact.ts';
import type { HistoryEvent } from '../../src/histories/history-event.ts';
import { TaskOrder } from '../../src/histories/task-order.ts';

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
const paused = (seconds: number): HistoryFact => ({
  type: 'message-taken',
  atMs: seconds * 1_000,
  event: { type: 'paused', atMs: seconds * 1_000 },
});
const completed = { activityTaskCompletedEventAttributes: {} };
const accepted = { workflowExecutionUpdateAcceptedEventAttributes: {} };
const signaled = { workflowExecutionSignaledEventAttributes: {} };

describe('TaskOrder', () => {
  it('gives messages before ends, at the time at which the worker took the task up', () => {
    const order = new TaskOrder();
    expect(order.add(event(1, completed), ended(1, 'c1.1'))).toEqual([]);
    expect(order.add(event(2, signaled), paused(2))).toEqual([]);
    expect(order.add(taskStarted(5), undefined)).toEqual([]);
    expect(order.add(taskCompleted(6), undefined)).toEqual([]);
    expect(order.closeTask()).toMatchObject([
      { type: 'message-taken', atMs: 2_000, takenAtMs: 5_000, event: { atMs: 5_000 } },
      { type: 'activity-ended', atMs: 1_000, takenAtMs: 5_000 },
    ]);
    expect(order.closeTask()).toEqual([]);
  });

  it('goes by the task that was completed, not by one that was lost', () => {
    const order = new TaskOrder();
    order.add(event(1, completed), ended(1, 'c1.1'));
    order.add(taskStarted(2), undefined);
    order.add(event(7, { workflowTaskTimedOutEventAttributes: {} }), undefined);
    order.add(taskStarted(8), undefined);
    order.add(taskCompleted(9), undefined);
    expect(order.closeTask()).toMatchObject([{ takenAtMs: 8_000 }]);
  });

  it('gives an update with the task that accepted it, before the ends that the task took in', () => {
    const order = new TaskOrder();
    order.add(event(1, completed), ended(1, 'c1.1'));
    order.add(taskStarted(2), undefined);
    order.add(taskCompleted(3), undefined);
    expect(order.add(event(3, accepted), paused(3))).toEqual([]);
    expect(order.closeTask()).toMatchObject([
      { type: 'message-taken', takenAtMs: 2_000 },
      { type: 'activity-ended', takenAtMs: 2_000 },
    ]);
  });

  it('gives what no worker has taken in at the end, by its own time', () => {
    const order = new TaskOrder();
    order.add(event(3, completed), ended(3, 'c1.1'));
    const [fact] = order.flush();
    expect(fact).toMatchObject({ type: 'activity-ended', atMs: 3_000 });
    expect(fact?.takenAtMs).toBeUndefined();
  });
});
