import { describe, expect, it } from 'vitest';
import type { EffectState, LedgerEntry } from '../../src/core/effects/effect.ts';
import { RunProjection } from '../../src/core/trace/run-projection.ts';
import { noUndos } from '../../src/core/undo/undo-state.ts';
import { withAbandoned } from '../../src/histories/ledger-with-abandoned.ts';
import type { ReadExecution } from '../../src/histories/read-execution.ts';

function entry(id: string, state: EffectState, key = id): LedgerEntry {
  return {
    id,
    turn: 1,
    tool: 'send',
    class: 'compensable',
    resources: [],
    summary: `send ${key}`,
    state,
    undoable: true,
    arguments: {},
    argumentsDigest: 'd',
    idempotencyKey: `agent/a/t/r/${key}/d/run`,
  };
}

/** An execution that knows of these effects. */
function left(runId: string, ...effects: LedgerEntry[]): ReadExecution {
  const projection = new RunProjection();
  projection.add({
    type: 'execution-started',
    atMs: 0,
    workflowId: 'agent/a/t',
    firstRunId: 'r',
    task: { agent: 'a', taskId: 't', startedBy: 'ada' },
  });
  Object.assign(projection.state ?? {}, { effects });
  return {
    runId,
    firstRunId: 'r',
    previous: undefined,
    next: undefined,
    bases: [],
    toldCalls: [],
    projection,
    refused: [],
  };
}

/** Its undo of this effect is out. */
function undoing({ projection }: ReadExecution, effectId: string): void {
  const current = { purpose: 'undo', number: 1, selection: {}, by: 'ada', items: [], unchecked: [] };
  Object.assign(projection.state ?? {}, {
    undos: { ...noUndos, current: { ...current, underWay: [effectId] } },
  });
}

const told = (own: readonly LedgerEntry[], ...abandoned: ReadExecution[]) =>
  withAbandoned(own, { own: [], abandoned }).map(({ id, state, abandonedIn }) => [id, state, abandonedIn]);

describe('a ledger with what resets left behind', () => {
  it('has what is shared first, then what was left behind under its execution’s name, then what came since', () => {
    const own = [entry('c1.1', 'applied'), entry('c2.1', 'applied', 'new')];
    const old = left('old', entry('c1.1', 'applied'), entry('c2.1', 'applied', 'old'));
    expect(told(own, old)).toEqual([
      ['c1.1', 'applied', undefined],
      ['old:c2.1', 'applied', 'old'],
      ['c2.1', 'applied', undefined],
    ]);
  });

  it('tells an effect that several executions share once, as the one that knows most of it does', () => {
    const executions = [
      left('a', entry('c1.1', 'unknown')),
      left('b', entry('c1.1', 'undone')),
      left('c', entry('c1.1', 'applied')),
    ];
    expect(told([], ...executions)).toEqual([['a:c1.1', 'undone', 'a']]);
  });

  it.each([
    ['applied', 'undone', 'undone'],
    ['applied', 'unknown', 'applied'],
    ['absent', 'unknown', 'unknown'],
    ['absent', 'applied', 'applied'],
    ['undone', 'applied', 'undone'],
  ] as const)('tells what the run itself knows as %s, and a left one as %s, as %s', (own, other, state) => {
    expect(told([entry('c1.1', own)], left('old', entry('c1.1', other)))).toEqual([
      ['c1.1', state, undefined],
    ]);
  });

  describe('of which the run found nothing, and they do not know', () => {
    const theirs = left('old', entry('c1.1', 'unknown'));
    const stateOf = (own: LedgerEntry, ...executions: ReadExecution[]) =>
      withAbandoned([own], { own: executions, abandoned: [theirs] }).map(({ state }) => state);

    it('is unknown where the run never sent the call since its reset', () => {
      const reset = { ...left('new'), bases: ['old'], toldCalls: ['c2.1'] };
      const before = { ...left('part'), toldCalls: ['c1.1'] };
      expect(stateOf(entry('c1.1', 'absent'), reset, before)).toEqual(['unknown']);
    });

    it('is absent where a dispatch since the reset came to its end: it was told what they did', () => {
      const part = left('newer');
      const reset = { ...left('new'), bases: ['old'], toldCalls: ['c1.1'] };
      expect(stateOf(entry('c1.1', 'absent'), part, reset)).toEqual(['absent']);
    });

    it('is absent where somebody said so', () => {
      const settled = { outcome: 'absent', by: 'ben', at: '2026-01-01', from: 'word', number: 1 } as const;
      expect(stateOf({ ...entry('c1.1', 'absent'), settled })).toEqual(['absent']);
    });
  });

  it('has an undo of it gone out before the reset in doubt, until it is undone or somebody settles it', () => {
    const inDoubt = left('old', { ...entry('c1.1', 'applied'), mayBeUndone: true });
    const told = (own: LedgerEntry) => withAbandoned([own], { own: [], abandoned: [inDoubt] });
    expect(told(entry('c1.1', 'applied'))).toMatchObject([{ state: 'applied', mayBeUndone: true }]);
    expect(told(entry('c1.1', 'undone'))[0]).not.toHaveProperty('mayBeUndone');
    const settled = { outcome: 'applied', by: 'ben', at: '2026-01-01', from: 'word', number: 1 } as const;
    expect(told({ ...entry('c1.1', 'applied'), settled })[0]).not.toHaveProperty('mayBeUndone');
  });

  it('tells an effect whose undo was out when its execution ended as one whose undo failed, in doubt', () => {
    const cut = left('old', entry('c1.1', 'applied'), entry('c1.2', 'applied'));
    undoing(cut, 'c1.2');
    expect(withAbandoned([entry('c1.2', 'applied')], { own: [], abandoned: [cut] })).toMatchObject([
      { id: 'c1.2', state: 'undo-failed', mayBeUndone: true },
      { id: 'old:c1.1', state: 'applied' },
    ]);
  });

  it('tells what was under way when its execution ended as unknown', () => {
    expect(told([], left('old', entry('c1.1', 'intended')))).toEqual([['old:c1.1', 'unknown', 'old']]);
  });
});
