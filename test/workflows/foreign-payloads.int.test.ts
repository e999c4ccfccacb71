import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { workflowNames } from '../../src/contracts/names.ts';
import { type CarefulDesk, openCarefulDesk, put } from '../support/careful-desk.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const encoded = (encoding: string, data: string) => ({
  payloads: [{ metadata: { encoding: bytes(encoding) }, data: bytes(data) }],
});

/** What a client of another make, or a person with the `temporal` command, may send. */
const unreadable = {
  'an encoding of protocol buffers': encoded('json/protobuf', '{"approvalId":"c1.1r1"}'),
  'JSON that is none': encoded('json/plain', '{"approvalId":'),
  bytes: encoded('binary/plain', 'approve'),
  'no payload': { payloads: [] },
  'no encoding': { payloads: [{ data: bytes('approve') }] },
} as const;

describe('what a run cannot decode', () => {
  let desk: CarefulDesk;
  let client: HoldfastClient;

  beforeAll(async () => {
    desk = await openCarefulDesk('foreign-payloads');
    ({ client } = desk);
  });
  afterAll(() => desk.stop());

  const signal = (workflowId: string, signalName: string, input: object) =>
    desk.desk.client.workflowService.signalWorkflowExecution({
      namespace: inject('temporalNamespace'),
      workflowExecution: { workflowId },
      signalName,
      input,
      requestId: randomUUID(),
      identity: 'somebody',
    });
  const start = async (input: object, type: string = workflowNames.agentRun, more: object = {}) => {
    const workflowId = `${type === workflowNames.agentRun ? 'agent/free' : 'undo/agent/free'}/${randomUUID()}`;
    await desk.desk.client.workflowService.startWorkflowExecution({
      namespace: inject('temporalNamespace'),
      workflowId,
      workflowType: { name: type },
      taskQueue: { name: desk.desk.taskQueue },
      input,
      requestId: randomUUID(),
      ...more,
    });
    return workflowId;
  };

  it('is skipped: the run goes on, and is decided, shown, told and undone as ever', async () => {
    const run = await desk.play('careful', [[put('a', 'book')]]);
    await desk.reaches(run, 'awaiting-approval');
    const names = ['resolveApproval', 'pause', 'cancelRun', 'say', 'undoEffects', 'settleEffect', 'hello'];
    for (const payload of Object.values(unreadable)) {
      for (const name of names) await signal(run, name, payload);
    }
    expect(await client.show(run)).toMatchObject({
      state: 'awaiting-approval',
      approvals: [{ decisions: [] }],
    });
    const { approvals } = await client.show(run);
    await client.resolveApproval(run, {
      approvalId: 'c1.1r1',
      decision: 'approve',
      digest: approvals[0]?.digest ?? '',
      by: 'bea',
    });
    expect((await client.waitForClose(run)).outcome).toMatchObject({ kind: 'answered' });

    const trace = await client.trace(run);
    expect(trace.notes).toHaveLength(Object.keys(unreadable).length * names.length);
    expect(trace.notes?.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'The signal "resolveApproval" was skipped: the payload could not be decoded (json/protobuf).',
        'The signal "pause" was skipped: the payload could not be decoded (json/plain).',
        'The signal "say" was skipped: the payload must be one object.',
        'The signal "hello" was skipped: a run knows no message of that name.',
      ]),
    );
    expect((await client.cost(run)).totalNanoUsd).toBe(trace.totals.costNanoUsd);
    expect((await client.undo(run, { apply: true })).complete).toBe(true);
    expect(desk.world.shelves.get('a')).toBe('empty');
  });

  it.each([
    ['no argument', { payloads: [] }],
    ['an empty object', encoded('json/plain', '{}')],
    ['a list', encoded('json/plain', '[]')],
    ['a text that is no JSON', encoded('json/plain', '{')],
    ['another encoding', encoded('json/protobuf', '{}')],
    [
      'a broken state of an earlier part',
      encoded(
        'json/plain',
        JSON.stringify({
          task: { agent: 'free', taskId: 't', input: 'Go.', startedBy: 'ada' },
          carried: { packed: 'x' },
        }),
      ),
    ],
  ])('at the start, %s, is a failed run with a sentence', async (_, input) => {
    const run = await start(input);
    const { outcome } = await client.waitForClose(run);
    expect(outcome).toMatchObject({ kind: 'failed', reason: { code: 'task_invalid' } });
    expect((await client.show(run)).outcome).toEqual(outcome);
    const trace = await client.trace(run);
    expect(trace).toMatchObject({ steps: [], outcome });
    expect((await client.undo(run)).items).toEqual([]);
  });

  it('at the start of an undo fails it, and its run is undone as ever', async () => {
    const workflowId = await start(encoded('json/protobuf', '{}'), workflowNames.undoRun);
    await expect(desk.desk.client.workflow.getHandle(workflowId).result()).rejects.toMatchObject({
      cause: { type: 'run.task-invalid' },
    });
  });

  it('in a memo does not hide other runs from a list', async () => {
    const memo = {
      fields: {
        holdfastProgress: encoded('json/protobuf', '{}').payloads[0],
        other: encoded('x', '').payloads[0],
      },
    };
    const run = await start(encoded('json/plain', '{}'), workflowNames.agentRun, { memo });
    await client.waitForClose(run);
    await expect.poll(async () => (await client.list({ limit: 100 })).map(({ id }) => id)).toContain(run);
  });
});
