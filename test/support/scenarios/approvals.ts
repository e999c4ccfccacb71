import assert from 'node:assert/strict';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { type LiveRun, type Scenario, use } from './scenario.ts';

/** Runs that ask a person before they act. */
export const approvals = {
  'acts-once-approved': {
    task: { agent: 'guarded' },
    script: playTurns([use('move', { of: 'a' }), { text: 'Moved.' }]),
    outcome: { kind: 'answered', answer: 'Moved.' },
    async act(run) {
      const approvalId = await asked(run);
      const changed = await run.send('resolveApproval', {
        approvalId,
        decision: 'approve',
        digest: '00000000',
        by: 'ada',
      });
      assert.equal(changed.accepted ? 'taken' : changed.refusal.code, 'digest-changed');
      await run.send('resolveApproval', { approvalId, decision: 'approve', by: 'ada' });
    },
    check(view) {
      assert.deepEqual(
        view.effects.map(({ id, state }) => `${id} ${state}`),
        ['c1.1 applied'],
      );
    },
  },
  'tells-of-a-rejection': {
    task: { agent: 'guarded' },
    script: playTurns([use('move', { of: 'a' }), { text: 'Left alone.' }]),
    outcome: { kind: 'answered', answer: 'Left alone.' },
    async act(run) {
      const approvalId = await asked(run);
      await run.signal('resolveApproval', { approvalId, decision: 'reject', reason: 'No.', by: 'ada' });
    },
    check(view) {
      assert.deepEqual([view.totals.toolCalls, view.effects.length], [0, 0]);
    },
  },
  'acts-as-edited': {
    task: { agent: 'guarded' },
    script: playTurns([use('move', { of: 'a' }), { text: 'Moved.' }]),
    outcome: { kind: 'answered', answer: 'Moved.' },
    async act(run) {
      const approvalId = await asked(run);
      const edit = { approvalId, decision: 'edit', by: 'ada' };
      const unfit = await run.send('resolveApproval', { ...edit, arguments: { off: 'b' } });
      assert.equal(unfit.accepted ? 'taken' : unfit.refusal.code, 'invalid-arguments');
      await run.send('resolveApproval', { ...edit, arguments: { of: 'b' } });
    },
    check(view) {
      assert.deepEqual(
        view.effects.map(({ resources }) => resources),
        [['thing:b']],
      );
    },
  },
  'lets-a-deadline-pass': {
    task: { agent: 'guarded' },
    script: playTurns([use('move', { of: 'soon' }), { text: 'Nobody agreed.' }]),
    outcome: { kind: 'answered', answer: 'Nobody agreed.' },
    check(view) {
      assert.deepEqual([view.totals.toolCalls, view.approvals[0]?.state], [0, 'expired']);
    },
  },
  'voids-an-approval-that-no-longer-holds': {
    task: { agent: 'guarded' },
    script: playTurns([use('move', { of: 'shifted' }), { text: 'It is elsewhere.' }]),
    outcome: { kind: 'answered', answer: 'It is elsewhere.' },
    async act(run) {
      await run.send('resolveApproval', { approvalId: await asked(run), decision: 'approve', by: 'ada' });
    },
    check(view) {
      assert.deepEqual([view.approvals[0]?.state, view.effects[0]?.state], ['void', 'absent']);
    },
  },
  'tells-what-a-look-found': {
    task: { agent: 'guarded' },
    script: playTurns([
      { toolCalls: [...use('move', { of: 'gone' }).toolCalls, ...use('move', { of: 'broken' }).toolCalls] },
      { text: 'Neither.' },
    ]),
    outcome: { kind: 'answered', answer: 'Neither.' },
    check({ totals, effects }) {
      assert.deepEqual([totals.toolErrors, effects.length], [2, 0]);
    },
  },
} satisfies Record<string, Scenario>;

/** The id of the approval that the run asks for. */
export async function asked(run: LiveRun): Promise<string> {
  const { approvals: all } = await run.until('approval', (view) => view.state === 'awaiting-approval');
  const open = all.find(({ state }) => state === 'open');
  if (!open) throw new Error(`${run.id} waits for an approval and shows none`);
  return open.id;
}
