import { defaultDataConverter, defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../src/core/effects/effect.ts';
import type { HistoryEvent } from '../../src/histories/history-event.ts';
import type { HistorySource } from '../../src/histories/history-source.ts';
import { asUndosLeft, readUndos } from '../../src/histories/told-undo.ts';
import { charter } from '../support/run-story.ts';

const payloads = (value: unknown) => ({ payloads: [defaultPayloadConverter.toPayload(value)] });
const gone = new Error('no such history');

function applied(id: string): LedgerEntry {
  return {
    id,
    turn: 1,
    tool: 'change',
    class: 'compensable',
    resources: [id],
    summary: id,
    state: 'applied',
    undoable: true,
    arguments: {},
    argumentsDigest: 'd',
    idempotencyKey: `agent/a/t/r/${id}/d/run`,
    output: 'done',
  };
}

const asked = { meta: { updateId: 'u' }, input: { name: 'undoEffects', args: payloads({ by: 'ada' }) } };
/** An undo of these effects that has sent its first compensation. */
const begun = (...ledger: LedgerEntry[]) => [
  {
    workflowExecutionStartedEventAttributes: {
      workflowType: { name: 'undoRun' },
      input: payloads({ schema: 'holdfast.undo-run/v1', run: 'agent/a/t', ledger, tools: charter.tools }),
    },
  },
  { workflowTaskStartedEventAttributes: {} },
  { workflowTaskCompletedEventAttributes: {} },
  { workflowExecutionUpdateAcceptedEventAttributes: { acceptedRequest: asked } },
  {
    eventId: 9,
    activityTaskScheduledEventAttributes: {
      activityId: `${ledger.at(-1)?.id}u1`,
      activityType: { name: 'change.undo' },
      input: payloads({ arguments: {} }),
    },
  },
];
const undone = [
  { activityTaskCompletedEventAttributes: { scheduledEventId: 9, result: payloads({ kind: 'undone' }) } },
  { workflowTaskStartedEventAttributes: {} },
  { workflowTaskCompletedEventAttributes: {} },
  { workflowExecutionCompletedEventAttributes: {} },
];
const terminated = [{ workflowExecutionTerminatedEventAttributes: { reason: 'by hand' } }];

/** Executions of an undo; `undefined`: not kept any more. */
function source(...histories: (readonly object[] | undefined)[]): HistorySource {
  return {
    converter: { ...defaultDataConverter, payloadCodecs: [] },
    isGone: (error) => error === gone,
    executions: async () => histories.map((_, n) => ({ runId: String(n), startedAtMs: n, isPart: false })),
    async *events(_workflowId, runId) {
      const events = histories[Number(runId)];
      if (!events) throw gone;
      yield events as HistoryEvent[];
    },
  };
}

const read = (...histories: (readonly object[] | undefined)[]) =>
  readUndos(source(...histories), 'agent/a/t');

describe('undos of a run, as their histories tell them', () => {
  it('tell what they have undone', async () => {
    const { changed, isPartly } = await read([...begun(applied('c1.1')), ...undone]);
    expect(changed).toMatchObject([{ id: 'c1.1', state: 'undone' }]);
    expect(isPartly).toBe(false);
  });

  it('tell an effect whose compensation was out when they were terminated as failed, and in doubt', async () => {
    const later = await read([...begun(applied('c1.1'), applied('c1.2')), ...terminated]);
    expect(later.changed).toMatchObject([{ id: 'c1.2', state: 'undo-failed', mayBeUndone: true }]);
    expect(asUndosLeft(applied('c1.2'), later)).toMatchObject({ state: 'undo-failed', mayBeUndone: true });
  });

  it('leave nothing in doubt that a later one has undone', async () => {
    const [doubtful] = (await read([...begun(applied('c1.1')), ...terminated])).changed;
    const later = await read([...begun(doubtful ?? applied('c1.1')), ...undone]);
    const left = asUndosLeft({ ...applied('c1.1'), mayBeUndone: true }, later);
    expect(left.state).toBe('undone');
    expect(left).not.toHaveProperty('mayBeUndone');
  });

  it('are read without one whose history is not kept: it may have undone what no other has', async () => {
    const later = await read(undefined, [...begun(applied('c1.1'), applied('c1.2')), ...undone]);
    expect(later.isPartly).toBe(true);
    expect(asUndosLeft(applied('c1.1'), later)).toMatchObject({ state: 'applied', mayBeUndone: true });
    expect(asUndosLeft(applied('c1.2'), later)).toMatchObject({ state: 'undone' });
    const absent = { ...applied('c1.1'), state: 'absent' as const };
    expect(asUndosLeft(absent, later)).toBe(absent);
  });

  it('are the latest fifty: more count as not kept', async () => {
    const plan = begun().slice(0, 3);
    const old = [...begun(applied('c1.1')), ...undone];
    const later = await read(old, ...Array.from({ length: 50 }, () => plan));
    expect(later).toMatchObject({ changed: [], isPartly: true });
  });
});
