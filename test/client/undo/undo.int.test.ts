import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import type { UndoRunView } from '../../../src/contracts/undo-run.ts';
import { runViewSchema } from '../../../src/reports/run.ts';
import { runSummarySchema } from '../../../src/reports/run-summary.ts';
import { traceViewSchema } from '../../../src/reports/trace.ts';
import { undoReportSchema } from '../../../src/reports/undo.ts';
import { type CarefulDesk, look, openCarefulDesk, put, send } from '../../support/careful-desk.ts';
import { startGrpcProxy } from '../../support/grpc-proxy.ts';

let at: CarefulDesk;
const by = 'ben';

beforeAll(async () => {
  at = await openCarefulDesk('undo');
});

afterAll(() => at?.stop());

async function closed(turns: Parameters<CarefulDesk['play']>[1]): Promise<string> {
  const run = await at.play('free', turns);
  const view = await at.client.waitForClose(run, { timeoutMs: 30_000 });
  expect(view.outcome?.kind).toBe('answered');
  return run;
}

const states = async (run: string) =>
  runViewSchema.parse(await at.client.show(run)).effects.map(({ id, state }) => [id, state]);
const undonesOf = (shelf: string) => at.world.undone.filter((one) => one === shelf);

async function undo(run: string, options: Parameters<CarefulDesk['client']['undo']>[1] = {}) {
  const report = undoReportSchema.parse(await at.client.undo(run, { by, ...options }));
  return { ...report, told: report.items.map(({ effectId, action, result }) => [effectId, action, result]) };
}

describe('undo of a closed run', () => {
  it('is told by its history as it knows itself: plans, conflicts, failures, settlements, refusals', async () => {
    const run = await closed([[put('s12', 'book'), put('s13', 'vase'), put('s14', 'cat')]]);
    at.world.stuck.add('s12');
    at.world.shelves.set('s13', 'dog');
    await undo(run, { apply: true, effectIds: ['c1.1', 'c1.2'] });
    expect(await states(run)).toEqual([
      ['c1.1', 'undo-failed'],
      ['c1.2', 'conflict'],
      ['c1.3', 'applied'],
    ]);
    const [planned] = await Promise.all([
      undo(run),
      at.client.settle(run, 'c1.2', { outcome: 'absent', by }),
      undo(run, { apply: true, effectIds: ['c1.3'] }),
      expect(at.client.settle(run, 'c9.9', { outcome: 'absent', by })).rejects.toMatchObject({
        kind: 'not-found',
      }),
    ]);
    expect(planned.items).toHaveLength(3);
    await expect(at.client.settle(run, 'c1.3', { outcome: 'applied', by })).rejects.toMatchObject({
      code: 'nothing_to_settle',
    });
    const told = await states(run);
    expect(told).toEqual([
      ['c1.1', 'undo-failed'],
      ['c1.2', 'undone'],
      ['c1.3', 'undone'],
    ]);
    await at.client.settle(run, 'c1.1', { outcome: 'applied', by });
    const own: UndoRunView = await at.desk.client.workflow.getHandle(`undo/${run}`).result();
    expect(own.effects.map(({ id, state }) => [id, state])).toEqual([['c1.1', 'applied'], ...told.slice(1)]);
    expect(await states(run)).toEqual([['c1.1', 'applied'], ...told.slice(1)]);
  });

  it('plans without changing anything, then applies: newest first, shown by show and trace', async () => {
    const run = await closed([[put('s1', 'book')], [look('s1')], [put('s1', 'vase')]]);
    const plan = await undo(run);
    expect(plan).toMatchObject({
      run,
      applied: false,
      complete: false,
      told: [
        ['c3.1', 'undo', undefined],
        ['c1.1', 'undo', undefined],
      ],
    });
    expect(at.world.shelves.get('s1')).toBe('vase');
    expect(await states(run)).toEqual([
      ['c1.1', 'applied'],
      ['c3.1', 'applied'],
    ]);

    const done = await undo(run, { apply: true, reason: 'wrong shelf' });
    expect(done).toMatchObject({
      applied: true,
      complete: true,
      told: [
        ['c3.1', 'undo', 'undone'],
        ['c1.1', 'undo', 'undone'],
      ],
    });
    expect(at.world.shelves.get('s1')).toBe('empty');
    expect(await states(run)).toEqual([
      ['c1.1', 'undone'],
      ['c3.1', 'undone'],
    ]);
    const trace = traceViewSchema.parse(await at.client.trace(run));
    expect(trace.steps.map(({ stepNumber, kind, call }) => [stepNumber, kind, call])).toEqual([
      [1, 'model', undefined],
      [2, 'prepare', 'c1.1'],
      [2, 'tool', 'c1.1'],
      [2, 'undo', 'c1.1'],
      [3, 'model', undefined],
      [4, 'tool', 'c2.1'],
      [5, 'model', undefined],
      [6, 'prepare', 'c3.1'],
      [6, 'tool', 'c3.1'],
      [6, 'undo', 'c3.1'],
      [7, 'model', undefined],
    ]);
    expect(trace.steps[3]).toMatchObject({ result: 'undone', attempts: 1 });
  });

  it('twice is once, one after the other', async () => {
    const run = await closed([[put('s2', 'book')]]);
    expect((await undo(run, { apply: true })).complete).toBe(true);
    at.world.shelves.set('s2', 'cat');
    const again = await undo(run, { apply: true });
    expect(again).toMatchObject({ complete: true, told: [['c1.1', 'skip', undefined]] });
    expect(at.world.shelves.get('s2')).toBe('cat');
    expect(undonesOf('s2')).toHaveLength(1);
  });

  it('twice is once, also when several start it at the same moment', async () => {
    const run = await closed([[put('s3', 'book')], [put('s4', 'vase')]]);
    const reports = await Promise.all([1, 2, 3, 4].map(() => undo(run, { apply: true })));
    expect(reports.map(({ complete }) => complete)).toEqual([true, true, true, true]);
    expect([...undonesOf('s3'), ...undonesOf('s4')]).toHaveLength(2);
    expect(at.world.executions.filter((one) => /^put\.undo:s[34]$/.test(one))).toHaveLength(2);
    const told = reports.flatMap(({ told: items }) => items.map(([, action]) => action));
    expect(told.filter((action) => action === 'undo')).toHaveLength(2);
    expect(await states(run)).toEqual([
      ['c1.1', 'undone'],
      ['c2.1', 'undone'],
    ]);
  });

  it('undoes what came after a step, or one effect with what came later on the same thing', async () => {
    const run = await closed([[put('s5', 'book')], [put('s6', 'vase')], [put('s5', 'cat')]]);
    expect((await undo(run, { afterStep: 2 })).told.map(([id]) => id)).toEqual(['c3.1', 'c2.1']);
    expect((await undo(run, { afterStep: 6 })).told).toEqual([]);
    expect((await undo(run, { afterStep: 0 })).told).toHaveLength(3);
    expect((await undo(run, { effectIds: ['c1.1'] })).told.map(([id]) => id)).toEqual(['c3.1', 'c1.1']);
    await expect(undo(run, { afterStep: 99 })).rejects.toMatchObject({
      code: 'step_not_found',
      kind: 'not-found',
    });
    await expect(undo(run, { effectIds: ['c9.9'] })).rejects.toMatchObject({
      code: 'unknown_effect',
      kind: 'not-found',
    });
    expect(await undo(run, { afterStep: 2, apply: true })).toMatchObject({ complete: true });
    expect([at.world.shelves.get('s5'), at.world.shelves.get('s6')]).toEqual(['book', 'empty']);
    expect(await states(run)).toEqual([
      ['c1.1', 'applied'],
      ['c2.1', 'undone'],
      ['c3.1', 'undone'],
    ]);
  });

  it('tells what changed since as a conflict and overwrites nothing', async () => {
    const run = await closed([[put('s7', 'book')]]);
    at.world.shelves.set('s7', 'cat');
    expect(await undo(run)).toMatchObject({ items: [{ action: 'conflict', because: 's7 holds cat now' }] });
    const done = await undo(run, { apply: true });
    expect(done).toMatchObject({ complete: false, told: [['c1.1', 'undo', 'conflict']] });
    expect(at.world.shelves.get('s7')).toBe('cat');
    expect(await states(run)).toEqual([['c1.1', 'conflict']]);
    at.world.shelves.set('s7', 'book');
    expect(await undo(run, { apply: true })).toMatchObject({ complete: true });
    expect(await states(run)).toEqual([['c1.1', 'undone']]);
  });

  it('is tried again by the policy of its tool after a passing failure', async () => {
    const run = await closed([[put('s11', 'eel')]]);
    expect(await undo(run, { apply: true })).toMatchObject({ complete: true });
    expect(at.world.executions.filter((one) => one === 'put.undo:s11')).toHaveLength(2);
    expect(undonesOf('s11')).toHaveLength(1);
  });

  it('fails where the probe still finds what was to be undone', async () => {
    const run = await closed([[send('sticky-1')]]);
    expect(await undo(run, { apply: true })).toMatchObject({
      complete: false,
      items: [{ result: 'failed', because: expect.stringContaining('its probe still finds the effect') }],
    });
    expect(await states(run)).toEqual([['c1.1', 'undo-failed']]);
  });

  it('stays open as a task while a compensation failed, until it is tried again', async () => {
    const run = await closed([[put('s8', 'book')]]);
    at.world.stuck.add('s8');
    expect(await undo(run, { apply: true })).toMatchObject({
      complete: false,
      items: [{ result: 'failed', because: 's8 is stuck' }],
    });
    expect(await states(run)).toEqual([['c1.1', 'undo-failed']]);
    const task = at.desk.client.workflow.getHandle(`undo/${run}`);
    expect((await task.describe()).status.name).toBe('RUNNING');
    await expect
      .poll(async () =>
        (await at.client.list({ agent: 'free', state: 'closed' })).find(({ id }) => id === run),
      )
      .toMatchObject({ pending: 1 });
    at.world.stuck.delete('s8');
    expect(await undo(run, { apply: true })).toMatchObject({
      complete: true,
      told: [['c1.1', 'undo', 'undone']],
    });
    expect(await states(run)).toEqual([['c1.1', 'undone']]);
    await expect.poll(async () => (await task.describe()).status.name).toBe('COMPLETED');
  });

  it('is settled by a person where a compensation failed', async () => {
    const run = await closed([[put('s9', 'book')]]);
    await expect(at.client.settle(run, 'c1.1', { outcome: 'absent', by })).rejects.toMatchObject({
      code: 'nothing_to_settle',
      kind: 'conflict',
    });
    await expect(at.client.settle(run, 'c7.7', { outcome: 'absent', by })).rejects.toMatchObject({
      kind: 'not-found',
    });
    at.world.stuck.add('s9');
    expect(await undo(run, { apply: true })).toMatchObject({ told: [['c1.1', 'undo', 'failed']] });
    await at.client.settle(run, 'c1.1', { outcome: 'absent', by });
    expect(await states(run)).toEqual([['c1.1', 'undone']]);
    const task = at.desk.client.workflow.getHandle(`undo/${run}`);
    await expect.poll(async () => (await task.describe()).status.name).toBe('COMPLETED');
    expect(await undo(run, { apply: true })).toMatchObject({ told: [['c1.1', 'skip', undefined]] });
  });

  it('of an undo is refused clearly, and of a run that did nothing has nothing to do', async () => {
    const run = await closed([[look('t1')]]);
    await expect(undo(`undo/${run}`)).rejects.toMatchObject({ code: 'undo_of_undo', kind: 'usage' });
    expect(await undo(run, { apply: true })).toMatchObject({ items: [], complete: true, applied: true });
    await expect(undo('nobody-has-this')).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('undo of an open run', () => {
  it('is planned outside of it and applied by the run itself, which goes on and is told', async () => {
    const run = await at.play('careful', [[send('t2')], [put('t2', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    const plan = await undo(run);
    expect(plan).toMatchObject({ applied: false, told: [['c1.1', 'undo', undefined]] });
    expect(at.world.letters).toContain('t2');
    expect(await undo(run, { apply: true })).toMatchObject({
      complete: true,
      told: [['c1.1', 'undo', 'undone']],
    });
    expect(at.world.letters).not.toContain('t2');
    await at.client.resolveApproval(run, { decision: 'approve', by });
    await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(await states(run)).toEqual([
      ['c1.1', 'undone'],
      ['c2.1', 'applied'],
    ]);
    const { steps } = await at.client.trace(run);
    expect(steps.filter(({ kind }) => kind === 'undo')).toMatchObject([{ call: 'c1.1', stepNumber: 2 }]);
    expect(await undo(run, { apply: true })).toMatchObject({
      told: [
        ['c2.1', 'undo', 'undone'],
        ['c1.1', 'skip', undefined],
      ],
    });
    expect(at.world.shelves.get('t2')).toBe('empty');
  });

  it('leaves the steps up to the one that is named, also in the turn that is not over', async () => {
    const run = await at.play('careful', [[send('t3'), send('t4'), put('t3', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    expect(await undo(run, { afterStep: 2, apply: true })).toMatchObject({
      told: [['c1.2', 'undo', 'undone']],
    });
    expect(at.world.letters.filter((letter) => /^t[34]$/.test(letter))).toEqual(['t3']);
    await at.client.cancel(run, { by });
    await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(await undo(run, { afterStep: 1, apply: true })).toMatchObject({
      complete: true,
      told: [
        ['c1.2', 'skip', undefined],
        ['c1.1', 'undo', 'undone'],
      ],
    });
  });

  it('goes by the numbers that the trace shows, also where a call before it still waits', async () => {
    const run = await at.play('careful', [[put('t13', 'book'), send('t14'), send('t15')]]);
    await at.reaches(run, 'awaiting-approval');
    const { steps } = await at.client.trace(run);
    expect(
      steps.flatMap(({ kind, call, stepNumber }) => (kind === 'tool' ? [[call, stepNumber]] : [])),
    ).toEqual([
      ['c1.1', 2],
      ['c1.2', 3],
      ['c1.3', 4],
    ]);
    expect(await undo(run, { afterStep: 3, apply: true })).toMatchObject({
      told: [['c1.3', 'undo', 'undone']],
    });
    expect(at.world.letters.filter((letter) => /^t1[45]$/.test(letter))).toEqual(['t14']);
  });

  it('is refused by the run where it has no such effect or step', async () => {
    const run = await at.play('careful', [[send('t16'), put('t16', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    await expect(undo(run, { effectIds: ['c9.9'], apply: true })).rejects.toMatchObject({
      code: 'unknown_effect',
      kind: 'not-found',
      why: 'The run has no effect c9.9.',
    });
    await expect(undo(run, { afterStep: 4, apply: true })).rejects.toMatchObject({
      code: 'step_not_found',
      kind: 'not-found',
      why: 'This run has no step 4; its last one is 3.',
    });
    expect(at.world.letters).toContain('t16');
  });

  it('is asked of the run without reading its history first', async () => {
    const run = await at.play('careful', [[send('t17'), put('t17', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    const calls: string[] = [];
    const proxy = await startGrpcProxy({
      upstream: inject('temporalAddress'),
      judge: (path) => {
        calls.push(path.replace(/^.*\//, ''));
        return 'pass';
      },
      onLost: () => {},
    });
    const client = await HoldfastClient.connect({
      address: proxy.address,
      namespace: inject('temporalNamespace'),
    });
    calls.length = 0;
    expect(await client.undo(run, { apply: true, by })).toMatchObject({ complete: true });
    expect(calls.slice(0, 2)).toEqual(['DescribeWorkflowExecution', 'UpdateWorkflowExecution']);
    await client.close();
    await proxy.stop();
  });

  it.each([
    ['the run', (run: string) => run],
    ['the undo of a closed run', (run: string) => `undo/${run}`],
  ])('tells how it ended, also when somebody cancels %s in Temporal meanwhile', async (what, target) => {
    const isOpen = what === 'the run';
    const shelf = isOpen ? 't10' : 't11';
    const run = isOpen
      ? await at.play('careful', [[put(shelf, 'snail')], [put('t12', 'book')]])
      : await closed([[put(shelf, 'snail')]]);
    if (isOpen) {
      await at.reaches(run, 'awaiting-approval');
      await at.client.resolveApproval(run, { decision: 'approve', by });
      await expect.poll(async () => (await at.client.approvals(run)).length).toBe(2);
    }
    const undoing = undo(run, { apply: true });
    await expect.poll(() => at.world.executions).toContain(`put.undo:${shelf}`);
    await at.desk.client.workflow.getHandle(target(run)).cancel();
    expect(await undoing).toMatchObject({ complete: true, told: [['c1.1', 'undo', 'undone']] });
    expect(at.world.shelves.get(shelf)).toBe('empty');
  });

  it('that failed is settled by a person, in the run', async () => {
    const run = await at.play('careful', [[put('t5', 'book')], [put('t6', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    await at.client.resolveApproval(run, { decision: 'approve', by });
    await expect.poll(() => at.world.shelves.get('t5')).toBe('book');
    await expect.poll(async () => (await at.client.approvals(run)).length).toBe(2);
    at.world.stuck.add('t5');
    expect(await undo(run, { apply: true })).toMatchObject({
      complete: false,
      told: [['c1.1', 'undo', 'failed']],
    });
    await undo(run);
    await at.client.settle(run, 'c1.1', { outcome: 'absent', by });
    expect(await states(run)).toEqual([['c1.1', 'undone']]);
    await at.client.cancel(run, { by });
    await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(await undo(run, { apply: true })).toMatchObject({ told: [['c1.1', 'skip', undefined]] });
  });

  it('comes before the close where the run is cancelled with undo: outcome undone', async () => {
    const run = await at.play('careful', [[send('t7')], [put('t7', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    await at.client.cancel(run, { undo: true, by, reason: 'enough' });
    const view = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(view).toMatchObject({ outcome: { kind: 'undone' }, approvals: [{ state: 'void' }] });
    expect(await states(run)).toEqual([['c1.1', 'undone']]);
    expect(at.world.letters).not.toContain('t7');
    for (const summary of await at.client.list({ agent: 'careful' })) runSummarySchema.parse(summary);
  });

  it('that a cancel could not bring to its end leaves the run cancelled, with what stays named', async () => {
    const run = await at.play('careful', [[put('t8', 'book')], [put('t9', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    await at.client.resolveApproval(run, { decision: 'approve', by });
    await expect.poll(async () => (await at.client.approvals(run)).length).toBe(2);
    at.world.shelves.set('t8', 'cat');
    await at.client.cancel(run, { undo: true, by });
    const view = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(view.outcome).toMatchObject({ kind: 'cancelled', reason: { code: 'undo_incomplete' } });
    expect(await states(run)).toEqual([['c1.1', 'conflict']]);
    expect(at.world.shelves.get('t8')).toBe('cat');
  });
});
