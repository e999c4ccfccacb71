import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTemporal } from '../../../src/client/connection/open-temporal.ts';
import type { TemporalAccess } from '../../../src/client/connection/temporal-access.ts';
import { readFacts } from '../../../src/client/history/read-history.ts';
import { findRun } from '../../../src/client/runs/find-run.ts';
import { RunProjection } from '../../../src/core/trace/run-projection.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { approvalRecordSchema } from '../../../src/reports/approval.ts';
import { runViewSchema } from '../../../src/reports/run.ts';
import { traceViewSchema } from '../../../src/reports/trace.ts';
import { type CarefulDesk, look, openCarefulDesk, put } from '../../support/careful-desk.ts';

let at: CarefulDesk;
let access: TemporalAccess;

beforeAll(async () => {
  at = await openCarefulDesk('approvals');
  const { address, namespace } = at.client;
  access = await openTemporal({ address, namespace, source: 'given', options: { address } });
});

afterAll(async () => {
  await access?.close();
  await at?.stop();
});

const executionsOf = (text: string) => at.world.executions.filter((one) => one.includes(text));

async function stepsOf(run: string) {
  const trace = traceViewSchema.parse(await at.client.trace(run));
  return trace.steps.map(({ stepNumber, kind, call }) => [stepNumber, kind, call]);
}

/** What the histories of a run amount to, without asking it. */
async function projected(run: string) {
  const { id, runId } = await findRun(access, run);
  const projection = new RunProjection();
  for await (const facts of readFacts(access, { workflowId: id, runId })) {
    for (const fact of facts) projection.add(fact);
  }
  return projection;
}

describe('an approval', () => {
  it('holds a write back until a person approves it, and is listed, told and traced', async () => {
    const run = await at.play('careful', [[put('a1', 'book')]]);
    const waiting = runViewSchema.parse(await at.reaches(run, 'awaiting-approval'));
    expect(waiting.approvals).toMatchObject([
      {
        id: 'c1.1r1',
        state: 'open',
        rule: 'putting asks',
        approvers: 'keepers',
        preview: 'Put book on a1\nnow: empty',
      },
    ]);
    expect(executionsOf('a1')).toEqual([]);
    await expect
      .poll(async () => (await at.client.inbox()).filter((one) => one.run === run))
      .toMatchObject([
        { id: 'c1.1r1', summary: 'Put book on a1', arguments: { shelf: 'a1', thing: 'book' } },
      ]);
    for (const record of await at.client.inbox()) approvalRecordSchema.parse(record);

    const { digest } = waiting.approvals[0] ?? { digest: '' };
    const approved = await at.client.resolveApproval(run, {
      decision: 'approve',
      digest: digest.slice(0, 8),
      by: 'ben',
    });
    expect(approved).toMatchObject({ id: 'c1.1r1', state: 'approved' });
    const closed = runViewSchema.parse(await at.client.waitForClose(run, { timeoutMs: 20_000 }));
    expect(closed.outcome?.kind).toBe('answered');
    expect(closed.approvals).toMatchObject([
      { state: 'approved', decisions: [{ decision: 'approve', by: 'ben', accepted: true }] },
    ]);
    expect(executionsOf('a1')).toEqual(['put:a1=book']);
    expect(await stepsOf(run)).toEqual([
      [1, 'model', undefined],
      [2, 'prepare', 'c1.1'],
      [2, 'approval', 'c1.1'],
      [2, 'tool', 'c1.1'],
      [3, 'model', undefined],
    ]);
    const { steps } = await at.client.trace(run);
    expect(steps[2]).toMatchObject({
      verdict: { kind: 'ask', rule: 'putting asks' },
      action: { tool: 'put', input: { shelf: 'a1', thing: 'book' } },
      result: { approval: 'c1.1r1', state: 'approved', decision: 'approve', by: 'ben' },
    });
    expect(steps[2]?.durationMs).toBeGreaterThan(0);
    expect((await at.client.trace(run, { io: true })).steps[1]).toMatchObject({
      result: { preview: 'Put book on a1\nnow: empty', before: 'empty' },
    });
    await expect.poll(async () => (await at.client.inbox()).filter((one) => one.run === run)).toEqual([]);
  });

  it('that is rejected runs nothing and gives the model the reason', async () => {
    const run = await at.play('careful', [[put('a2', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    await at.client.resolveApproval(run, { decision: 'reject', reason: 'no room', by: 'ben' });
    const closed = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(closed).toMatchObject({
      outcome: { kind: 'answered' },
      approvals: [{ state: 'rejected' }],
      effects: [],
    });
    expect(executionsOf('a2')).toEqual([]);
    const { steps } = await at.client.trace(run);
    expect(steps.map(({ stepNumber, kind }) => [stepNumber, kind])).toEqual([
      [1, 'model'],
      [1, 'prepare'],
      [1, 'approval'],
      [1, 'tool'],
      [2, 'model'],
    ]);
    expect(steps[3]?.error).toMatchObject({ message: 'Not run: ben rejected this call: no room' });
  });

  it('takes an edit as its own approval of the new arguments; the old one is void', async () => {
    const run = await at.play('careful', [[put('a3', 'book')]]);
    const { approvals } = await at.reaches(run, 'awaiting-approval');
    const edited = await at.client.resolveApproval(run, {
      decision: 'edit',
      approvalId: 'c1.1r1',
      arguments: { shelf: 'a3', thing: 'vase' },
      by: 'ben',
    });
    expect(edited).toMatchObject({
      id: 'c1.1r2',
      state: 'approved',
      arguments: { shelf: 'a3', thing: 'vase' },
    });
    expect(edited.digest).not.toBe(approvals[0]?.digest);
    const closed = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(closed.approvals.map(({ id, state }) => [id, state])).toEqual([
      ['c1.1r1', 'edited'],
      ['c1.1r2', 'approved'],
    ]);
    expect(executionsOf('a3')).toEqual(['put:a3=vase']);
    const { steps } = await at.client.trace(run);
    expect(steps.map(({ stepNumber, kind }) => [stepNumber, kind])).toEqual([
      [1, 'model'],
      [2, 'prepare'],
      [2, 'approval'],
      [2, 'prepare'],
      [2, 'approval'],
      [2, 'tool'],
      [3, 'model'],
    ]);
    expect(steps[5]?.action?.input).toEqual({ shelf: 'a3', thing: 'vase' });
  });

  it('refuses an edit that does not fit, that its tool refuses or without arguments: exit 2, still open', async () => {
    const run = await at.play('careful', [[put('a4', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    const edit = (given: object) =>
      at.client.resolveApproval(run, { decision: 'edit', arguments: given as never, by: 'ben' });
    await expect(edit({ shelf: 7 })).rejects.toMatchObject({ kind: 'usage', code: 'invalid_arguments' });
    await expect(edit({ shelf: 'a4', thing: 'bomb' })).rejects.toMatchObject({
      code: 'invalid_arguments',
      why: expect.stringContaining('Bombs'),
    });
    await expect(at.client.resolveApproval(run, { decision: 'edit', by: 'ben' })).rejects.toMatchObject({
      kind: 'usage',
    });
    expect((await at.client.approvals(run)).map(({ id, state }) => [id, state])).toEqual([
      ['c1.1r1', 'open'],
    ]);
    expect(executionsOf('a4')).toEqual([]);
  });

  it('is waited for in the figures of show, though nothing happens to its run', async () => {
    const run = await at.play('careful', [[put('a7', 'book')]]);
    const first = await at.reaches(run, 'awaiting-approval');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { totals } = await at.client.show(run);
    expect(totals.humanWaitMs - first.totals.humanWaitMs).toBeGreaterThanOrEqual(290);
    expect(totals.durationMs - first.totals.durationMs).toBeGreaterThanOrEqual(290);
  });

  it('is not asked for what a rule denies; the trace names the rule and its reason', async () => {
    const run = await at.play('careful', [[put('a6', 'x'.repeat(30))]]);
    const closed = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect([closed.approvals, closed.effects]).toEqual([[], []]);
    const { steps } = await at.client.trace(run);
    expect(steps.find(({ call, kind }) => call === 'c1.1' && kind === 'tool')).toMatchObject({
      verdict: {
        kind: 'deny',
        rule: 'dear things never',
        reason: expect.stringContaining('dear things never'),
      },
      error: { message: expect.stringContaining('dear things never') },
    });
    expect(executionsOf('a6')).toEqual([]);
  });

  it('denies an edit that a stricter rule forbids, and runs nothing', async () => {
    const run = await at.play('careful', [[put('a5', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    const thing = 'x'.repeat(30);
    await at.client.resolveApproval(run, { decision: 'edit', arguments: { shelf: 'a5', thing }, by: 'ben' });
    const closed = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(closed.approvals.map(({ state }) => state)).toEqual(['edited']);
    expect(executionsOf('a5')).toEqual([]);
  });

  it('is decided by signal as well', async () => {
    const run = await at.play('careful', [[put('a6', 'book')]]);
    const { approvals } = await at.reaches(run, 'awaiting-approval');
    const handle = at.desk.client.workflow.getHandle(run);
    const decision = { approvalId: 'c1.1r1', decision: 'approve', by: 'cy' };
    await handle.signal('resolveApproval', { ...decision, digest: 'ffffffff' });
    await handle.signal('resolveApproval', 'nonsense');
    await expect
      .poll(async () => (await at.client.approvals(run))[0]?.decisions)
      .toMatchObject([{ accepted: false, refusal: 'digest-changed', by: 'cy' }]);
    await handle.signal('resolveApproval', { ...decision, digest: approvals[0]?.digest });
    const closed = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(closed.approvals).toMatchObject([
      { state: 'approved', decisions: [{ accepted: false }, { accepted: true }] },
    ]);
    expect(executionsOf('a6')).toEqual(['put:a6=book']);
    expect(viewOfRun((await projected(run)).state as never).approvals).toEqual(closed.approvals);
  });

  it('gives a stale digest, a foreign approval, an unknown run and a doubled decision each their own answer', async () => {
    const run = await at.play('careful', [[put('a7', 'book')]]);
    const other = await at.play('careful', [[look('a8')], [put('a8', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    await at.reaches(other, 'awaiting-approval');
    const decide = (changes: object) =>
      at.client.resolveApproval(run, { decision: 'approve', by: 'ben', ...changes });
    await expect(decide({ digest: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'digest_changed',
      kind: 'conflict',
    });
    await expect(decide({ digest: '0' })).rejects.toMatchObject({ code: 'digest_changed', kind: 'conflict' });
    await expect(decide({ approvalId: 'c2.1r1' })).rejects.toMatchObject({
      code: 'approval_not_found',
      kind: 'not-found',
    });
    await expect(
      at.client.resolveApproval('nobody-has-this', { decision: 'approve', by: 'ben' }),
    ).rejects.toMatchObject({ kind: 'not-found' });
    expect(executionsOf('a7')).toEqual([]);

    const both = await Promise.allSettled([
      decide({ approvalId: 'c1.1r1' }),
      at.client.resolveApproval(run, { approvalId: 'c1.1r1', decision: 'reject', by: 'cy' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await at.client.waitForClose(run, { timeoutMs: 20_000 });
    await expect(decide({ approvalId: 'c1.1r1' })).rejects.toMatchObject({
      code: 'already_decided',
      kind: 'conflict',
    });
    expect(executionsOf('a7').length).toBeLessThanOrEqual(1);
    await at.client.cancel(other, { by: 'ben' });
    await at.client.waitForClose(other, { timeoutMs: 20_000 });
    await expect(
      at.client.resolveApproval(other, { approvalId: 'c2.1r1', decision: 'approve', by: 'ben' }),
    ).rejects.toMatchObject({ code: 'void', kind: 'conflict' });
    expect(executionsOf('a8')).toEqual(['look:a8']);
  });

  it('is not given by who started the run, where the rule forbids it: exit 11, still open', async () => {
    const run = await at.play('strict', [[put('a9', 'book')]], 'ada');
    await at.reaches(run, 'awaiting-approval');
    await expect(at.client.resolveApproval(run, { decision: 'approve', by: 'ada' })).rejects.toMatchObject({
      code: 'not_permitted',
      kind: 'not-permitted',
    });
    expect(executionsOf('a9')).toEqual([]);
    expect(await at.client.approvals(run)).toMatchObject([
      { state: 'open', decisions: [{ accepted: false }] },
    ]);
    await at.client.resolveApproval(run, { decision: 'approve', by: 'ben' });
    await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(executionsOf('a9')).toEqual(['put:a9=book']);
  });

  it('that nobody gives before its deadline is a denial; a late one is told so', async () => {
    const run = await at.play('hasty', [[put('b1', 'book')], [put('b2', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    await expect.poll(async () => (await at.client.approvals(run))[0]?.state).toBe('expired');
    await expect(
      at.client.resolveApproval(run, { approvalId: 'c1.1r1', decision: 'approve', by: 'ben' }),
    ).rejects.toMatchObject({ code: 'expired', kind: 'conflict' });
    await at.reaches(run, 'awaiting-approval');
    const { state } = await projected(run);
    const view = await at.client.show(run);
    expect(viewOfRun(state as never).approvals).toEqual(view.approvals);
    await at.client.resolveApproval(run, { decision: 'reject', by: 'ben' });
    const closed = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(closed.approvals.map((one) => one.state)).toEqual(['expired', 'rejected']);
    expect([...executionsOf('b1'), ...executionsOf('b2')]).toEqual([]);
    const { steps } = await at.client.trace(run);
    expect(steps.find(({ kind }) => kind === 'approval')).toMatchObject({ result: { state: 'expired' } });
  });

  it('for the run covers later calls of the tool under the rule, not above the amount', async () => {
    const run = await at.play('careful', [[put('b3', 'book')], [put('b4', 'vase')], [put('b5', 'statue')]]);
    await at.reaches(run, 'awaiting-approval');
    await at.client.resolveApproval(run, { decision: 'approve', scope: 'run', by: 'ben' });
    await expect.poll(async () => (await at.client.approvals(run)).length).toBe(2);
    expect(executionsOf('put:b')).toEqual(expect.arrayContaining(['put:b3=book', 'put:b4=vase']));
    expect(executionsOf('b5')).toEqual([]);
    await at.client.resolveApproval(run, { decision: 'approve', by: 'ben' });
    await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(executionsOf('b5')).toEqual(['put:b5=statue']);
  });

  it('waits beside another and beside a read that goes on; they are decided in any order', async () => {
    const run = await at.play('careful', [[put('b6', 'book'), look('b8'), put('b7', 'vase')]]);
    await at.reaches(run, 'awaiting-approval');
    expect(executionsOf('b8')).toEqual(['look:b8']);
    await expect
      .poll(async () => (await at.client.list({ agent: 'careful' })).find(({ id }) => id === run)?.pending)
      .toBe(2);
    await expect(at.client.resolveApproval(run, { decision: 'approve', by: 'ben' })).rejects.toMatchObject({
      code: 'approval_ambiguous',
      kind: 'usage',
      details: { approvals: expect.arrayContaining(['c1.1r1', 'c1.3r1']) },
    });
    await at.client.resolveApproval(run, { approvalId: 'c1.3r1', decision: 'approve', by: 'ben' });
    await expect.poll(() => executionsOf('b7')).toEqual(['put:b7=vase']);
    expect(executionsOf('b6')).toEqual([]);
    await at.client.resolveApproval(run, { decision: 'approve', by: 'ben' });
    await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(executionsOf('b6')).toEqual(['put:b6=book']);
    const { steps } = await at.client.trace(run);
    const numbers = steps.flatMap(({ kind, call, stepNumber }) =>
      kind === 'tool' ? [[call, stepNumber]] : [],
    );
    expect(numbers).toEqual([
      ['c1.1', 2],
      ['c1.2', 3],
      ['c1.3', 4],
    ]);
    const { state } = await projected(run);
    expect(state?.effects.map(({ id, stepNumber }) => [id, stepNumber]).sort()).toEqual([
      ['c1.1', 2],
      ['c1.3', 4],
    ]);
  });

  it('is void when the world changed under it: nothing runs', async () => {
    const run = await at.play('careful', [[put('b9', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    at.world.shelves.set('b9', 'cat');
    await at.client.resolveApproval(run, { decision: 'approve', by: 'ben' });
    const closed = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(closed).toMatchObject({ approvals: [{ state: 'void' }], effects: [{ state: 'absent' }] });
    expect(at.world.shelves.get('b9')).toBe('cat');
    const { steps } = await at.client.trace(run);
    expect(steps[3]).toMatchObject({ kind: 'tool', error: { type: 'voided' } });
  });
});
