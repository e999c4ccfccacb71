import { describe, expect, it } from 'vitest';
import { openApprovals } from '../../../src/core/view/next-actions.ts';
import type { RunView } from '../../../src/core/view/run-view.ts';
import { viewOfBrokenRun } from '../../../src/core/view/view-of-broken-run.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { given, opened } from '../../support/run-story.ts';
import { openApproval, sampleOpenRun, sampleRun } from '../../support/sample-run.ts';

const run = 'agent/retail/demo-1';
const { digest } = openApproval();
const decide = [
  { action: 'approve', run, approval: 'c3.1r1', digest },
  { action: 'reject', run, approval: 'c3.1r1', digest },
];

function effects(state: RunView['effects'][number]['state']): RunView['effects'] {
  return sampleRun().effects.map((effect) => ({ ...effect, state }));
}

describe('what can be done next with a run', () => {
  it('that waits for an approval is to decide it, for the digest that is shown', () => {
    const approvals = [openApproval({ id: 'c2.1r1', state: 'rejected' }), openApproval()];
    expect(sampleOpenRun({ state: 'awaiting-approval', approvals }).next).toEqual(decide);
  });

  it('is to decide beside what its state asks for, where an approval is open meanwhile', () => {
    const approvals = [openApproval()];
    expect(sampleOpenRun({ state: 'paused', approvals }).next).toEqual([
      ...decide,
      { action: 'resume', run },
      { action: 'cancel', run },
    ]);
    expect(sampleOpenRun({ state: 'running', approvals }).next).toEqual([
      ...decide,
      { action: 'watch', run },
      { action: 'trace', run },
    ]);
  });

  it('that waits for its user is to answer it or to end it', () => {
    expect(sampleOpenRun({ state: 'awaiting-user' }).next).toEqual([
      { action: 'say', run },
      { action: 'end', run },
    ]);
  });

  it('is to tell what became of an effect that nobody could make out', () => {
    const waiting = sampleOpenRun({ state: 'awaiting-human', effects: effects('unknown') });
    const absent = { action: 'settle', run, effect: 'c3.1', outcome: 'absent' };
    const applied = { action: 'settle', run, effect: 'c3.1', outcome: 'applied' };
    expect(waiting.next).toEqual([{ ...applied, from: 'result' }, absent]);
    const bare = effects('unknown').map((effect) => ({
      ...effect,
      undoable: false,
      probeable: true as const,
    }));
    expect(sampleOpenRun({ state: 'awaiting-human', effects: bare }).next).toEqual([
      { action: 'probe', run, effect: 'c3.1' },
      applied,
      absent,
    ]);
  });

  it('is to tell what a tool returned whose effect cannot be undone without it, before an undo', () => {
    const told = effects('applied').map((effect) => ({ ...effect, resultUnknown: true as const }));
    expect(sampleRun({ effects: told }).next).toEqual([
      { action: 'trace', run },
      { action: 'settle', run, effect: 'c3.1', outcome: 'applied', from: 'result' },
    ]);
  });

  it.each(['undo-failed', 'conflict'] as const)(
    'is to try an undo again that ended as %s, or to settle it by hand',
    (state) => {
      expect(sampleRun({ effects: effects(state) }).next).toEqual([
        { action: 'trace', run },
        { action: 'undo', run, effect: 'c3.1', apply: true },
        { action: 'settle', run, effect: 'c3.1', outcome: 'absent' },
      ]);
    },
  );

  it('that is closed is to look back, and to undo what is still there', () => {
    expect(sampleRun().next).toEqual([
      { action: 'trace', run },
      { action: 'undo', run },
    ]);
    expect(sampleRun({ effects: effects('undone') }).next).toEqual([{ action: 'trace', run }]);
  });

  it('that is closed is no longer to decide what it left open', () => {
    const closed = sampleRun({ effects: [], approvals: [openApproval()] });
    expect(closed.next).toEqual([{ action: 'trace', run }]);
    expect(openApprovals(closed)).toEqual([]);
  });

  it('is told by the run itself, and of one that Temporal closed under it', () => {
    const state = opened(given());
    const { id, next } = viewOfRun(state);
    expect(next).toEqual([
      { action: 'watch', run: id },
      { action: 'trace', run: id },
    ]);
    const broken = viewOfBrokenRun(state, { kind: 'terminated', message: 'Ended.' }, 0);
    expect(broken.next).toEqual([{ action: 'trace', run: id }]);
  });
});
