import { describe, expect, it } from 'vitest';
import { toldEffects } from '../../../src/client/runs/with-abandoned.ts';
import { type EffectState, effectOf, type LedgerEntry } from '../../../src/core/effects/effect.ts';

function entry(id: string, state: EffectState, given: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id,
    turn: 1,
    tool: 'send',
    class: 'compensable',
    resources: [],
    summary: 'send',
    state,
    undoable: true,
    arguments: {},
    argumentsDigest: 'd',
    idempotencyKey: `agent/a/t/r/${id}/d/run`,
    output: 'done',
    ...given,
  };
}

/** What is told of one effect that its run says is so, its history tells so, and so with all executions. */
const told = (said: EffectState, read: EffectState, merged: EffectState) =>
  toldEffects([effectOf(entry('c1.1', said))], [entry('c1.1', read)], [entry('c1.1', merged)]).map(
    ({ state }) => state,
  );

describe('what users see of the effects of a run that was reset', () => {
  it('is what an undo of it goes by: what the run did not find out is told as others know it', () => {
    expect(told('absent', 'absent', 'unknown')).toEqual(['unknown']);
    expect(told('absent', 'absent', 'applied')).toEqual(['applied']);
    expect(told('applied', 'applied', 'undo-failed')).toEqual(['undo-failed']);
  });

  it('is what the run says where it knows more than its history told just before, but for what is undone', () => {
    expect(told('applied', 'intended', 'intended')).toEqual(['applied']);
    expect(told('applied', 'intended', 'undone')).toEqual(['undone']);
  });

  it('holds what was left behind, and what the run did since its history was read', () => {
    const left = entry('old:c1.1', 'applied', { abandonedIn: 'old' });
    const said = [effectOf(entry('c2.1', 'applied'))];
    expect(toldEffects(said, [], [left, entry('c3.1', 'intended')]).map(({ id }) => id)).toEqual([
      'old:c1.1',
      'c2.1',
    ]);
  });
});
