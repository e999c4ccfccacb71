import assert from 'node:assert/strict';
import { probeEffect, settleEffect } from '../../../src/client/effects/settle-effect.ts';
import { undoEffects } from '../../../src/client/undo/undo-effects.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { asked } from './approvals.ts';
import { type LiveRun, type Scenario, use } from './scenario.ts';

/** What may become of an effect: unknown, probed, settled, undone. */
export const effects = {
  'sends-again-what-a-probe-finds-absent': {
    task: { agent: 'guarded' },
    script: playTurns([use('post', { of: 'second' }), { text: 'Posted.' }]),
    outcome: { kind: 'answered', answer: 'Posted.' },
    check: (view) => assert.deepEqual(states(view), ['applied']),
  },
  'has-unknown-effects-settled': {
    task: { agent: 'guarded' },
    script: playTurns([
      { toolCalls: [...use('post', { of: 'foggy' }).toolCalls, ...use('post', { of: 'blind' }).toolCalls] },
      { text: 'Settled.' },
    ]),
    outcome: { kind: 'answered', answer: 'Settled.' },
    async act(run) {
      await run.until('c1.1', (view) => view.state === 'awaiting-human');
      const misfit = await tell(run, 'settleEffect', { outcome: 'applied', output: { lost: 'settled' } });
      assert.equal(misfit.accepted, false);
      await tell(run, 'probeEffect', {});
      await run.signal('probeEffect', { effectId: 'c1.1', by: 'ada' });
      const fit = await tell(run, 'settleEffect', { outcome: 'applied', output: { found: 'settled' } });
      assert.equal(fit.accepted, true);
      await run.signal('settleEffect', { effectId: 'c1.2', outcome: 'absent', by: 'ada' });
      await run.until('the end', (view) => view.state === 'closed');
    },
    check: (view) => assert.deepEqual(states(view), ['applied', 'absent']),
  },
  'is-settled-after-its-end': {
    task: { agent: 'guarded' },
    script: playTurns([use('post', { of: 'foggy' }), { text: 'Posted.' }]),
    outcome: { kind: 'cancelled', code: 'cancel_requested' },
    async act(run) {
      await run.until('c1.1', (view) => view.state === 'awaiting-human');
      await run.send('cancelRun', { by: 'ada' });
    },
    check: (view) => assert.deepEqual(states(view), ['unknown']),
    async undoAfterwards(access, run) {
      const by = 'ada';
      const { found } = await probeEffect(access, run.id, 'c1.1', { by });
      assert.equal(found, 'unknown');
      const result = { found: 'settled' };
      const { state } = await settleEffect(access, run.id, 'c1.1', { outcome: 'applied', result, by });
      assert.equal(state, 'applied');
    },
  },
  'undoes-while-it-runs': {
    task: { agent: 'guarded', chat: true, input: 'Go.' },
    script: ({ messages }) => {
      const turns = messages.filter(({ role }) => role === 'assistant').length;
      return turns === 0
        ? { toolCalls: [...use('move', { of: 'a' }).toolCalls, ...use('move', { of: 'b' }).toolCalls] }
        : { text: `Turn ${turns}.` };
    },
    outcome: { kind: 'answered' },
    async act(run) {
      await approve(run, 'c1.1r1');
      await approve(run, 'c1.2r1');
      await run.until('answer', (view) => view.state === 'awaiting-user');
      await run.send('undoEffects', { effectIds: ['c1.2'], by: 'ada' });
      await run.signal('undoEffects', { by: 'ada', reason: 'all of it' });
      await run.until('undone', (view) => view.effects.every(({ state }) => state === 'undone'));
      await run.until('answer', (view) => view.state === 'awaiting-user');
      await run.send('endConversation', {});
    },
  },
  'is-cancelled-and-undone': {
    task: { agent: 'guarded', chat: true, input: 'Go.' },
    script: playTurns([use('move', { of: 'a' }), { text: 'Moved.' }]),
    outcome: { kind: 'undone', code: 'cancel_requested' },
    async act(run) {
      await approve(run, await asked(run));
      await run.until('answer', (view) => view.state === 'awaiting-user');
      await run.send('cancelRun', { by: 'ada', undo: true });
    },
    check: (view) => assert.deepEqual(states(view), ['undone']),
  },
  'is-cancelled-and-cannot-undo': {
    task: { agent: 'guarded', chat: true, input: 'Go.' },
    script: playTurns([use('move', { of: 'stuck' }), { text: 'Moved.' }]),
    outcome: { kind: 'cancelled', code: 'undo_incomplete' },
    async act(run) {
      await approve(run, await asked(run));
      await run.until('answer', (view) => view.state === 'awaiting-user');
      await run.send('cancelRun', { by: 'ada', undo: true });
    },
    check: (view) => assert.deepEqual(states(view), ['conflict']),
  },
  'is-undone-after-its-end': {
    task: { agent: 'guarded' },
    script: playTurns([
      {
        toolCalls: ['a', 'welded', 'stuck'].flatMap((of) => use('move', { of }).toolCalls),
      },
      { text: 'Moved.' },
    ]),
    outcome: { kind: 'answered', answer: 'Moved.' },
    async act(run) {
      for (const index of [1, 2, 3]) await approve(run, `c1.${index}r1`);
    },
    async undoAfterwards(access, run) {
      const by = 'ada';
      const { items, complete } = await undoEffects(access, run.id, { apply: true, by });
      assert.deepEqual(
        items.map(({ effectId, result }) => [effectId, result]),
        [
          ['c1.3', 'conflict'],
          ['c1.2', 'failed'],
          ['c1.1', 'undone'],
        ],
      );
      assert.equal(complete, false);
      const plan = await undoEffects(access, run.id, { by });
      assert.deepEqual(
        plan.items.map(({ effectId, action }) => [effectId, action]),
        [
          ['c1.3', 'conflict'],
          ['c1.2', 'undo'],
          ['c1.1', 'skip'],
        ],
      );
      await settleEffect(access, run.id, 'c1.2', { outcome: 'absent', by });
    },
  },
} satisfies Record<string, Scenario>;

function states({ effects: all }: { effects: readonly { state: string }[] }): string[] {
  return all.map(({ state }) => state);
}

async function approve(run: LiveRun, approvalId: string): Promise<void> {
  await run.until(approvalId, (view) => view.approvals.some(({ id }) => id === approvalId));
  await run.send('resolveApproval', { approvalId, decision: 'approve', by: 'ada' });
}

/** Tell of c1.1, again while what was told before is being checked. */
async function tell(run: LiveRun, name: 'settleEffect' | 'probeEffect', told: object) {
  for (;;) {
    const receipt = await run.send(name, { effectId: 'c1.1', ...told, by: 'ada' });
    if (receipt.accepted || receipt.refusal.code !== 'being-settled') return receipt;
  }
}
