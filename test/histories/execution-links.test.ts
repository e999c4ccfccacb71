import { describe, expect, it } from 'vitest';
import { type ExecutionLinks, LinkReader } from '../../src/histories/execution-links.ts';
import type { HistoryEvent } from '../../src/histories/history-event.ts';

const scheduled = (eventId: number, activityId: string, name = 'send') =>
  ({ eventId, activityTaskScheduledEventAttributes: { activityId, activityType: { name } } }) as never;
const completed = (scheduledEventId: number) =>
  ({ activityTaskCompletedEventAttributes: { scheduledEventId } }) as never;
const failed = (scheduledEventId: number, type: string) =>
  ({
    activityTaskFailedEventAttributes: { scheduledEventId, failure: { applicationFailureInfo: { type } } },
  }) as never;
const timedOut = (scheduledEventId: number) =>
  ({ activityTaskTimedOutEventAttributes: { scheduledEventId } }) as never;
const reset = (baseRunId: string) => ({ workflowTaskFailedEventAttributes: { baseRunId } }) as never;

async function linksOf(...events: HistoryEvent[]): Promise<ExecutionLinks> {
  const reader = new LinkReader();
  const pages = (async function* () {
    yield events;
  })();
  for await (const _ of reader.seen(pages));
  return reader.found();
}

describe('how executions hang together', () => {
  it('names the chain, the base of each reset and what it went on as', async () => {
    const started = {
      workflowExecutionStartedEventAttributes: { firstExecutionRunId: 'a', continuedExecutionRunId: 'b' },
    };
    const goesOn = { workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'd' } };
    expect(await linksOf(started as never, reset('x'), reset('y'), goesOn as never)).toMatchObject({
      firstRunId: 'a',
      previous: 'b',
      bases: ['x', 'y'],
      next: 'd',
    });
  });

  it('knows a call as told by the end of its dispatch since the last reset, also of one from before', async () => {
    const links = await linksOf(
      scheduled(5, 'c1.1'),
      completed(5),
      scheduled(6, 'c1.2'),
      reset('x'),
      completed(6),
    );
    expect(links.toldCalls).toEqual(['c1.2']);
  });

  it('knows a call by its further dispatches, and by nothing else that is done for it', async () => {
    const links = await linksOf(
      scheduled(5, 'c1.1d2'),
      failed(5, 'tool.may-have-acted'),
      scheduled(7, 'c2.1q1', 'send.probe'),
      completed(7),
    );
    expect(links.toldCalls).toEqual(['c1.1']);
  });

  it.each([
    ['was given back by a worker that lacks its tool', failed(5, 'run.worker-lacks')],
    ['was given back since the past could not be read', failed(5, 'run.past-unread')],
    ['was lost with its worker', failed(5, 'worker.lost')],
    ['ran into its time', timedOut(5)],
  ])('does not know a call as told whose dispatch %s: it may not have looked', async (_how, end) => {
    expect((await linksOf(scheduled(5, 'c1.1'), end)).toldCalls).toEqual([]);
  });
});
