import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ApprovalView, RunView } from '../../../src/core/view/run-view.ts';
import type { ApprovalRecord } from '../../../src/reports/approval.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { type CliDesk, openCliDesk } from '../../support/cli-desk.ts';
import { lastJson } from '../../support/run-cli.ts';
import { runCliAtTerminal } from '../../support/run-cli-at-terminal.ts';

/** Cancels every order that the user names, side by side, and then says what the tools said. */
const script: Script = ({ messages }) => {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const orders = messages[last]?.content.match(/#W\d+/g) ?? [];
  const answers = messages.slice(last + 1).filter(({ role }) => role === 'tool');
  if (answers.length > 0 || orders.length === 0) {
    return { text: answers.map(({ content }) => content.slice(0, 200)).join('\n') || 'Which order?' };
  }
  return {
    text: 'I cancel.',
    toolCalls: orders.map((id) => ({
      name: 'cancel_pending_order',
      arguments: { order_id: id, reason: 'ordered by mistake' },
    })),
  };
};

let cli: CliDesk;
beforeAll(async () => {
  cli = await openCliDesk(inject('temporalAddress'), 'cli-decisions', script);
});
afterAll(() => cli?.stop());

/** Bring a run to its approval. */
async function asked(id: string, input: string): Promise<{ run: string; approval: ApprovalView }> {
  const flags = ['--id', id, '--input', input, '--on-approval', 'exit', '--json'];
  const result = await cli.holdfast('run', 'retail', ...flags);
  expect(result).toMatchObject({ exitCode: 5 });
  const { id: run, approvals } = lastJson(result) as unknown as RunView;
  const [approval] = approvals;
  if (!approval) throw new Error(`${run} asks for nothing`);
  return { run, approval };
}

async function orderOf(id: string) {
  const world = openRetailWorld(`sqlite:${cli.folder}/world.sqlite`);
  try {
    return await world.order(id);
  } finally {
    await world.close();
  }
}

async function watched(run: string): Promise<RunView> {
  return lastJson(await cli.holdfast('watch', run, '--json')) as unknown as RunView;
}

describe('a run that asks for approval', () => {
  it('exits 5 with --on-approval exit, its card and the next command shown', async () => {
    const flags = ['--id', 'shown', '--input', 'cancel #W1001', '--on-approval', 'exit'];
    const { exitCode, stdout, stderr } = await cli.holdfast('run', 'retail', ...flags);
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(
      /^awaiting approval {2}c1\.1r1 {2}Cancel order #W1001 and refund \$182\.40 to\n {19}gift_card_77 \(payments\)\n/,
    );
    expect(stderr).toContain(
      '│ Cancel order #W1001 and refund $182.40 to gift_card_77                       │',
    );
    const command = /holdfast (approve agent\/retail\/shown c1\.1r1 --digest [0-9a-f]{8})/.exec(stderr)?.[1];
    const approved = await cli.holdfast(...(command ?? '').split(' '));
    expect(approved).toMatchObject({ exitCode: 0, stdout: 'Approved c1.1r1.\n' });
    expect(await watched('shown')).toMatchObject({
      outcome: { kind: 'answered' },
      approvals: [{ id: 'c1.1r1', state: 'approved' }],
    });
    expect(await orderOf('#W1001')).toMatchObject({ status: 'cancelled' });
    const trace = await cli.holdfast('trace', 'shown');
    expect(trace.stdout).toMatch(/^ {6}prepare {3}cancel_pending_order {2}#W1001/m);
    expect(trace.stdout).toMatch(/^ {6}approval {2}c1\.1r1 {2}approved by /m);
  });

  it('waits off a terminal with its card on stderr, and goes on once somebody decides', async () => {
    const flags = ['--id', 'waits', '--input', 'cancel #W1003', '--json'];
    const running = cli.holdfast('run', 'retail', ...flags);
    const [record] = await openOf('agent/retail/waits');
    expect(record).toMatchObject({
      schema: 'holdfast.approval/v1',
      tool: 'cancel_pending_order',
      arguments: { order_id: '#W1003', reason: 'ordered by mistake' },
      approvers: 'payments',
    });
    expect((await cli.holdfast('inbox')).stdout).toContain(
      `\n  holdfast approve agent/retail/waits c1.1r1 --digest ${record?.digest.slice(0, 8)}\n`,
    );
    expect((await cli.holdfast('ls')).stdout).toMatch(/^waits .* awaiting approval .* {2}Cancel order #/m);
    const reason = ['--reason', 'the customer called again'];
    const named = ['waits', 'c1.1r1', '--digest', record?.digest ?? ''];
    expect((await cli.holdfast('reject', ...named, ...reason, '--by', 'bob')).stdout).toBe(
      'Rejected c1.1r1.\n',
    );
    const { exitCode, stderr, stdout } = await running;
    expect({ exitCode, card: stderr.includes('┌ approval c1.1r1 ─') }).toEqual({ exitCode: 0, card: true });
    const watched = (await cli.holdfast('watch', 'waits')).stderr.split('\n');
    const called = watched.map((line) => line.slice(6, 14).trim()).filter((label) => label !== '');
    const from = called.indexOf('prepare');
    const inTheTracesOrder = ['prepare', 'approval', 'guard', 'because', 'tool', 'error'];
    expect(called.slice(from, from + 6)).toEqual(inTheTracesOrder);
    const run = JSON.parse(stdout) as RunView;
    expect(run.outcome?.answer).toContain('bob rejected this call: the customer called again');
    expect(run.effects).toEqual([]);
    expect(await orderOf('#W1003')).toMatchObject({ status: 'pending' });
  });
});

/** What the inbox has of a run, as soon as visibility tells of it. */
async function openOf(run: string): Promise<ApprovalRecord[]> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(100)) {
    const { stdout } = await cli.holdfast('inbox', '--json');
    const found = (JSON.parse(stdout) as ApprovalRecord[]).filter((record) => record.run === run);
    if (found.length > 0) return found;
  }
  throw new Error(`the inbox never told of ${run}`);
}

describe('a decision off a terminal', () => {
  it('is taken once, for what it was made of, and by the approval that it names', async () => {
    const { run, approval } = await asked('once', 'cancel #W1004');
    const approve = (...rest: string[]) => cli.holdfast('approve', run, ...rest, '--json');
    const stale = await approve(approval.id, '--digest', '00000000');
    expect(stale.exitCode).toBe(9);
    expect(lastJson(stale)).toMatchObject({ code: 'digest_changed' });
    const foreign = await approve('c9.9r1', '--digest', approval.digest);
    expect(foreign.exitCode).toBe(3);
    expect(lastJson(foreign)).toMatchObject({ code: 'approval_not_found' });
    expect(await orderOf('#W1004')).toMatchObject({ status: 'pending' });
    expect((await approve(approval.id, '--digest', approval.digest.slice(0, 8))).exitCode).toBe(0);
    expect(await watched(run)).toMatchObject({ outcome: { kind: 'answered' } });
    const late = await approve(approval.id, '--digest', approval.digest);
    expect(late.exitCode).toBe(9);
    expect(lastJson(late)).toMatchObject({ code: 'already_decided' });
  });

  it('may edit: refused arguments leave the approval open, good ones are checked, prepared and run', async () => {
    const { run, approval } = await asked('edited', 'cancel #W1007');
    const edit = (args: object) =>
      cli.holdfast(
        'edit',
        run,
        approval.id,
        '--digest',
        approval.digest,
        '--args',
        JSON.stringify(args),
        '--json',
      );
    const refused = await edit({ order_id: 7 });
    expect(refused.exitCode).toBe(2);
    expect(lastJson(refused)).toMatchObject({ code: 'invalid_arguments' });
    expect((await edit({ order_id: '#W1007', reason: 'no longer needed' })).exitCode).toBe(0);
    expect(await watched(run)).toMatchObject({
      approvals: [
        { id: 'c1.1r1', state: 'edited' },
        { id: 'c1.1r2', state: 'approved', arguments: { reason: 'no longer needed' } },
      ],
      effects: [{ id: 'c1.1', state: 'applied' }],
    });
    expect(await orderOf('#W1007')).toMatchObject({ cancel_reason: 'no longer needed' });
  });

  it('may be the signal of docs/approvals.md, sent by any Temporal client', async () => {
    const { run, approval } = await asked('signalled', 'cancel #W1009');
    const page = readFileSync(new URL('../../../docs/approvals.md', import.meta.url), 'utf8');
    const payload = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as Record<string, unknown>;
    expect(payload).toMatchObject({ approvalId: approval.id, digest: '9f3ac1d2' });
    const digest = approval.digest.slice(0, 8);
    await cli.desk.client.workflow.getHandle(run).signal('resolveApproval', { ...payload, digest });
    expect(await watched(run)).toMatchObject({
      approvals: [
        {
          state: 'approved',
          decisions: [{ by: 'ada', reason: 'checked with the customer', accepted: true }],
        },
      ],
    });
    expect(await orderOf('#W1009')).toMatchObject({ status: 'cancelled' });
  });
});

describe('holdfast undo', () => {
  it('plans without changing anything, applies once, and finds nothing more to do', async () => {
    const plan = await cli.holdfast('undo', 'signalled');
    expect(plan).toMatchObject({ exitCode: 0 });
    expect(plan.stdout).toMatch(
      /^Would undo 1 of 1 effect, newest first; nothing has been changed yet\.\n {2}c1\.1 {2}undo {6}cancel #W1009/,
    );
    expect(plan.stdout).toMatch(/\nApply: {2}holdfast undo signalled --apply\n$/);
    expect(await orderOf('#W1009')).toMatchObject({ status: 'cancelled' });
    const applied = await cli.holdfast('undo', 'signalled', '--apply', '--json');
    expect(applied.exitCode).toBe(0);
    expect(lastJson(applied)).toMatchObject({
      schema: 'holdfast.undo/v1',
      applied: true,
      items: [{ effectId: 'c1.1', result: 'undone' }],
      complete: true,
    });
    expect(await orderOf('#W1009')).toMatchObject({ status: 'pending' });
    const again = lastJson(await cli.holdfast('undo', 'signalled', '--effect', 'c1.1', '--apply', '--json'));
    expect(again).toMatchObject({ items: [{ action: 'skip' }], complete: true });
    const shown = (await cli.holdfast('show', 'signalled')).stdout;
    expect(shown).toContain('1 effect undone');
    expect(shown).toMatch(/\nnext {6}holdfast trace agent\/retail\/signalled\n$/);
  });

  it('exits 10 and overwrites nothing where the world has changed since', async () => {
    const world = openRetailWorld(`sqlite:${cli.folder}/world.sqlite`);
    const data = structuredClone(await world.exportWorld());
    const order = data.orders['#W1004'];
    if (!order) throw new Error('#W1004 is gone');
    order.cancel_reason = 'closed by the bookkeeping';
    await world.loadWorld(data);
    await world.close();
    const plan = await cli.holdfast('undo', 'once');
    expect(plan.stdout).toMatch(
      /^Nothing of 1 effect would be undone\.\n {2}c1\.1 {2}conflict {2}cancel #W1004/,
    );
    const applied = await cli.holdfast('undo', 'once', '--apply');
    expect(applied.exitCode).toBe(10);
    expect(applied.stdout).toContain('\nSettle by hand:  holdfast settle agent/retail/once c1.1 absent\n');
    expect(await orderOf('#W1004')).toMatchObject({ cancel_reason: 'closed by the bookkeeping' });
  });

  it('comes before the end with cancel --undo', async () => {
    const opened = await cli.holdfast('run', 'retail', '--chat', '--greeting', 'Hi.', '--id', 'taken-back');
    expect(opened.exitCode).toBe(5);
    const before = await orderOf('#W1009');
    const said = cli.holdfast('say', 'taken-back', 'cancel #W1009', '--wait', '--json');
    const { approvals } = lastJson(await said) as unknown as RunView;
    const [approval] = approvals;
    const named = [approval?.id ?? '', '--digest', approval?.digest ?? ''];
    expect((await cli.holdfast('approve', 'taken-back', ...named)).exitCode).toBe(0);
    await cli.desk.settled('agent/retail/taken-back');
    expect(await orderOf('#W1009')).toMatchObject({ status: 'cancelled' });
    const cancelled = await cli.holdfast('cancel', 'taken-back', '--undo', '--json');
    expect(cancelled.exitCode).toBe(0);
    expect(lastJson(cancelled)).toMatchObject({
      outcome: { kind: 'undone' },
      effects: [{ state: 'undone' }],
    });
    expect(await orderOf('#W1009')).toEqual(before);
  });
});

describe('a decision on a terminal', () => {
  const atTerminal = (argv: readonly string[], answers: readonly (string | null)[]) =>
    runCliAtTerminal([...argv, ...cli.onServer], { answers, cwd: cli.folder });

  it('shows the card, sends nothing at a no, and approves exactly that at a yes', async () => {
    const { run } = await asked('typed', 'cancel #W1003');
    const refused = await atTerminal(['approve', 'typed'], ['what?', 'n']);
    expect(refused).toMatchObject({ exitCode: 5, stdout: '' });
    expect(refused.stderr).toContain('│ Cancel order #W1003 and refund ');
    expect(refused.stderr).toContain('Nothing was sent; c1.1r1 stays open.');
    expect(lastJson(await cli.holdfast('show', run, '--json'))).toMatchObject({ state: 'awaiting-approval' });
    const left = await atTerminal(['approve', 'typed'], [null]);
    expect(left.exitCode).toBe(130);
    const approved = await atTerminal(['approve', 'typed'], ['y']);
    expect(approved).toMatchObject({ exitCode: 0, stdout: 'Approved c1.1r1.\n' });
    expect(await watched(run)).toMatchObject({ effects: [{ state: 'applied' }] });
  });

  it('is asked for in place by run, call by call', async () => {
    const flags = ['--id', 'in-place', '--input', 'cancel #W1001 and #W1009', '--by', 'ada'];
    await cli.holdfast('undo', 'shown', '--apply');
    const { exitCode } = await atTerminal(['run', 'retail', ...flags], ['n', 'y']);
    expect(exitCode).toBe(0);
    expect(lastJson(await cli.holdfast('show', 'in-place', '--json'))).toMatchObject({
      approvals: [
        { call: 'c1.1', state: 'rejected', decisions: [{ by: 'ada' }] },
        { call: 'c1.2', state: 'approved' },
      ],
      effects: [{ id: 'c1.2', state: 'applied' }],
    });
  });
});
