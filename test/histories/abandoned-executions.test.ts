import { defaultDataConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { readExecutions } from '../../src/histories/abandoned-executions.ts';
import type { HistoryEvent } from '../../src/histories/history-event.ts';
import type { HistorySource } from '../../src/histories/history-source.ts';

/** A run in so many parts, `p0` the first. */
function partsOf(count: number): HistorySource {
  return {
    converter: { ...defaultDataConverter, payloadCodecs: [] },
    isGone: () => false,
    executions: async () =>
      Array.from({ length: count }, (_, n) => ({ runId: `p${n}`, startedAtMs: n, isPart: n < count - 1 })),
    async *events(_workflowId, runId) {
      const n = Number(runId.slice(1));
      const continuedExecutionRunId = n === 0 ? '' : `p${n - 1}`;
      const started = { firstExecutionRunId: 'p0', continuedExecutionRunId };
      yield [{ workflowExecutionStartedEventAttributes: started }] as HistoryEvent[];
    },
  };
}

describe('the executions of a run', () => {
  it('are its own also where they are too many to be read: none of them was left behind', async () => {
    const { own, abandoned, unread } = await readExecutions(partsOf(60), { workflowId: 'r', runId: 'p59' });
    expect(own.map(({ runId }) => runId)).toEqual(Array.from({ length: 50 }, (_, n) => `p${59 - n}`));
    expect(abandoned.map(({ runId }) => runId)).toEqual([]);
    expect(unread).toEqual([]);
  });
});
