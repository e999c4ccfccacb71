import { randomUUID } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { workflowNames } from '../../src/contracts/names.ts';
import { replayHistories } from '../../src/workers/replay-histories.ts';
import { type CarefulDesk, openCarefulDesk, put } from '../support/careful-desk.ts';
import { payloadConverter } from '../support/payloads/tagged-converter.ts';

const dataConverter = {
  payloadConverterPath: new URL('../support/payloads/tagged-converter.ts', import.meta.url),
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const encoded = (encoding: string, data: string): Payload => ({
  metadata: { encoding: bytes(encoding) },
  data: bytes(data),
});
const decision = { approvalId: 'c1.1r1', decision: 'approve', digest: 'x', by: 'eve' };

/** What a client of another make, or a person with the `temporal` command, may send to runs of this converter. */
const unreadable = {
  'an encoding of protocol buffers': encoded('json/protobuf', '{}'),
  'the JSON of everybody else': encoded('json/plain', JSON.stringify(decision)),
  bytes: encoded('binary/plain', 'approve'),
  'broken bytes in its own encoding': encoded('json/tagged', '{"approvalId":'),
  'a big integer that cannot be one': encoded('json/tagged', '{"by":{"$bigint":"none"}}'),
  'a date where JSON is expected': payloadConverter.toPayload({ ...decision, reason: new Date(0) }),
} as const;

describe('a payload converter of one’s own', { timeout: 120_000 }, () => {
  let desk: CarefulDesk;
  let client: HoldfastClient;
  const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };

  beforeAll(async () => {
    desk = await openCarefulDesk('own-converter', where, dataConverter);
    ({ client } = desk);
  }, 120_000);
  afterAll(() => desk?.stop());

  const signal = (workflowId: string, signalName: string, payload: Payload) =>
    desk.desk.client.workflowService.signalWorkflowExecution({
      namespace: where.namespace,
      workflowExecution: { workflowId },
      signalName,
      input: { payloads: [payload] },
      requestId: randomUUID(),
      identity: 'somebody',
    });
  const eventsOf = async (run: string) => {
    const { events } = await desk.desk.client.workflow.getHandle(run).fetchHistory();
    return events ?? [];
  };
  const approve = async (run: string) => {
    const [open] = (await client.show(run)).approvals;
    return client.resolveApproval(run, { decision: 'approve', digest: open?.digest ?? '', by: 'bea' });
  };

  it('carries a run from its start over an approval to its end, and whoever reads, undoes or replays it', async () => {
    const run = await desk.play('careful', [[put('2026-11-27T00:00:00.000Z', '$date')]]);
    await desk.reaches(run, 'awaiting-approval');
    await expect.poll(async () => (await client.inbox()).map((open) => open.run)).toContain(run);
    await approve(run);
    expect((await client.waitForClose(run)).outcome).toMatchObject({ kind: 'answered' });
    expect(desk.world.shelves.get('2026-11-27T00:00:00.000Z')).toBe('$date');

    const trace = await client.trace(run, { io: true });
    expect(trace.steps.find(({ kind }) => kind === 'tool')).toMatchObject({
      action: { tool: 'put', input: { shelf: '2026-11-27T00:00:00.000Z', thing: '$date' } },
    });
    expect(trace.notes).toBeUndefined();
    expect((await client.cost(run)).totalNanoUsd).toBe(trace.totals.costNanoUsd);
    expect((await client.undo(run, { apply: true })).complete).toBe(true);
    expect(desk.world.shelves.get('2026-11-27T00:00:00.000Z')).toBe('empty');

    const events = await eventsOf(run);
    const inputs = events.flatMap((event) => [
      ...(event.workflowExecutionStartedEventAttributes?.input?.payloads ?? []),
      ...(event.activityTaskScheduledEventAttributes?.input?.payloads ?? []),
      ...(event.activityTaskCompletedEventAttributes?.result?.payloads ?? []),
      ...(event.workflowExecutionCompletedEventAttributes?.result?.payloads ?? []),
    ]);
    expect(inputs.length).toBeGreaterThan(5);
    expect(new Set(inputs.map(({ metadata }) => String(Buffer.from(metadata?.['encoding'] ?? []))))).toEqual(
      new Set(['json/tagged']),
    );
    const resolved = {
      payloadConverterPath: new URL(dataConverter.payloadConverterPath).pathname,
      payloadCodecs: [],
    };
    const [same] = await replayHistories([{ source: run, workflowId: run, history: { events } }], {
      dataConverter: resolved,
    });
    expect(same).toEqual({ source: run, ok: true });
    const [other] = await replayHistories([{ source: run, workflowId: run, history: { events } }]);
    expect(other?.ok).toBe(false);
  });

  it('skips what it cannot read, or reads as more than JSON: the run goes on, and is decided, told and undone', async () => {
    const run = await desk.play('careful', [[put('a', 'book')]]);
    await desk.reaches(run, 'awaiting-approval');
    const names = ['resolveApproval', 'cancelRun', 'say', 'hello'];
    for (const payload of Object.values(unreadable)) {
      for (const name of names) await signal(run, name, payload);
    }
    expect(await client.show(run)).toMatchObject({
      state: 'awaiting-approval',
      approvals: [{ decisions: [] }],
    });
    await approve(run);
    expect((await client.waitForClose(run)).outcome).toMatchObject({ kind: 'answered' });

    const trace = await client.trace(run);
    const notes = trace.notes?.map(({ message }) => message) ?? [];
    expect(notes).toHaveLength(Object.keys(unreadable).length * names.length);
    const told = (encoding: string) =>
      `The signal "resolveApproval" was skipped: the payload could not be decoded (${encoding}).`;
    for (const encoding of ['json/protobuf', 'json/plain', 'binary/plain', 'json/tagged'])
      expect(notes).toContain(told(encoding));
    expect(notes.filter((note) => note === told('json/tagged'))).toHaveLength(3);
    expect(notes).toContain('The signal "hello" was skipped: a run knows no message of that name.');
    expect((await client.cost(run)).totalNanoUsd).toBe(trace.totals.costNanoUsd);
    expect((await client.undo(run, { apply: true })).complete).toBe(true);
    expect(desk.world.shelves.get('a')).toBe('empty');
  });

  it('leaves a run that was sent such things open to a cancel', async () => {
    const run = await desk.play('careful', [[put('b', 'book')]]);
    await desk.reaches(run, 'awaiting-approval');
    for (const payload of Object.values(unreadable)) await signal(run, 'resolveApproval', payload);
    await client.cancel(run, { by: 'bea' });
    expect((await client.waitForClose(run)).outcome).toMatchObject({ kind: 'cancelled' });
    expect(desk.world.shelves.get('b')).not.toBe('book');
  });

  it.each<[string, Payload]>([
    ['a list', payloadConverter.toPayload([])],
    ['a list of an empty object', payloadConverter.toPayload([{}])],
    [
      'a broken state of an earlier part',
      payloadConverter.toPayload({
        task: { agent: 'free', taskId: 't', input: 'Go.', startedBy: 'ada' },
        carried: { packed: 'x' },
      }),
    ],
    ['a date as its task', payloadConverter.toPayload({ task: new Date(0) })],
    ['the JSON of everybody else', encoded('json/plain', '{}')],
  ])('makes of a start with %s a failed run with a sentence', async (_, payload) => {
    const workflowId = `agent/free/${randomUUID()}`;
    await desk.desk.client.workflowService.startWorkflowExecution({
      namespace: where.namespace,
      workflowId,
      workflowType: { name: workflowNames.agentRun },
      taskQueue: { name: desk.desk.taskQueue },
      input: { payloads: [payload] },
      requestId: randomUUID(),
    });
    const { outcome } = await client.waitForClose(workflowId);
    expect(outcome).toMatchObject({ kind: 'failed', reason: { code: 'task_invalid' } });
    expect(outcome?.reason?.message).toMatch(/^[A-Z].+\.$/s);
    expect((await client.show(workflowId)).outcome).toEqual(outcome);
    expect(await client.trace(workflowId)).toMatchObject({ steps: [], outcome });
  });
});
