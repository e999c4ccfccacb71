import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/core/effects/effect.ts';
import { decideUndo } from '../../../src/core/undo/decide-undo.ts';
import { evolveUndo } from '../../../src/core/undo/evolve-undo.ts';
import type { SettlementFinding, UndoEvent } from '../../../src/core/undo/undo-event.ts';
import { isComplete } from '../../../src/core/undo/undo-pass.ts';
import {
  endOfRequest,
  isUndoing,
  lastUndo,
  noUndos,
  type UndoState,
} from '../../../src/core/undo/undo-state.ts';
import { jsonBytes } from '../../../src/core/values/json.ts';
import { isWellFormedJson } from '../../../src/core/values/well-formed-json.ts';
import { charter } from '../../support/run-story.ts';

const by = 'bea';
const all = { type: 'undo-requested', selection: {}, by } as const;
const plan = { type: 'plan-requested', selection: {}, by } as const;
const failure = { type: 'tool.unexpected', message: 'stuck', retryable: false };

const change = charter.tools['change'];
if (!change) throw new Error('the charter has a tool that changes things');
const tools = {
  change,
  looked: { ...change, has: ['undo', 'undoConflict'] as const },
  probed: { ...change, has: ['undo', 'probe'] as const },
};

function entry(id: string, changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id,
    turn: 1,
    tool: 'change',
    class: 'compensable',
    resources: [`thing:${id}`],
    summary: id,
    state: 'applied',
    undoable: true,
    arguments: {},
    argumentsDigest: 'd',
    idempotencyKey: `k/${id}/run`,
    output: 'done',
    ...changes,
  };
}

function given(...ledger: LedgerEntry[]): UndoState {
  return { ...noUndos, tools, ledger };
}

function when(state: UndoState, ...events: UndoEvent[]): UndoState {
  return events.reduce(evolveUndo, state);
}

const due = (state: UndoState) => decideUndo(state).map(({ id }) => id);
const start = (id: string) => ({ type: 'command-started', id }) as const;
const undone = (id: string) => ({ type: 'undo-ended', id, end: { kind: 'undone' } }) as const;
const states = ({ ledger }: UndoState) => ledger.map(({ state }) => state);

describe('an undo of a closed run', () => {
  it('undoes newest first, one effect at a time', () => {
    const asked = when(given(entry('c1.1'), entry('c2.1')), all);
    expect(due(asked)).toEqual(['c2.1u1']);
    const started = when(asked, start('c2.1u1'));
    expect(due(started)).toEqual([]);
    const one = when(started, undone('c2.1'));
    expect(due(one)).toEqual(['c1.1u1']);
    const both = when(one, start('c1.1u1'), undone('c1.1'));
    expect([states(both), isUndoing(both)]).toEqual([['undone', 'undone'], false]);
    expect(isComplete(lastUndo(both)?.items ?? [])).toBe(true);
  });

  it('takes a second request up when the first has ended: what that undid is skipped', () => {
    const asked = when(given(entry('c1.1')), all, all, start('c1.1u1'), undone('c1.1'));
    expect(isUndoing(asked)).toBe(false);
    expect(endOfRequest(asked, { purpose: 'undo', number: 1 })?.items).toMatchObject([{ result: 'undone' }]);
    expect(endOfRequest(asked, { purpose: 'undo', number: 2 })?.items).toMatchObject([{ action: 'skip' }]);
  });

  it('forgets how requests ended once something new is asked, but for the last undo', () => {
    const first = when(given(entry('c1.1')), all, start('c1.1u1'), undone('c1.1'));
    const planned = when(first, plan, plan);
    expect(endOfRequest(planned, { purpose: 'plan', number: 2 })).toBeDefined();
    expect(endOfRequest(planned, { purpose: 'plan', number: 1 })).toBeUndefined();
    expect(lastUndo(planned)?.number).toBe(1);
  });

  it('looks for foreign changes before it plans, at the newest of what was changed alone, all at once', () => {
    const asked = when(
      given(
        entry('c1.1', { tool: 'looked', resources: ['a'] }),
        entry('c2.1', { tool: 'looked', resources: ['a'] }),
        entry('c3.1', { tool: 'looked', resources: ['b'] }),
        entry('c4.1'),
      ),
      plan,
    );
    expect(decideUndo(asked).map(({ kind, id }) => [kind, id])).toEqual([
      ['check-undo', 'c3.1k1'],
      ['check-undo', 'c2.1k1'],
    ]);
    const looked = when(
      asked,
      start('c3.1k1'),
      start('c2.1k1'),
      { type: 'undo-checked', id: 'c2.1', conflict: 'moved' },
      { type: 'undo-checked', id: 'c3.1' },
    );
    expect(isUndoing(looked)).toBe(false);
    expect(
      looked.ended[0]?.items.map(({ effectId, action, because }) => [effectId, action, because]),
    ).toEqual([
      ['c4.1', 'undo', 'asked for'],
      ['c3.1', 'undo', 'asked for'],
      ['c2.1', 'conflict', 'moved'],
      ['c1.1', 'conflict', 'c2.1 came later on the same thing and stays'],
    ]);
    expect(states(looked)).toEqual(['applied', 'applied', 'applied', 'applied']);
  });

  it.each([
    ['cannot be undone', { undoable: false }],
    ['may have happened', { state: 'unknown' }],
  ] as const)('neither plans nor undoes what lies under a later effect that %s', (_, later) => {
    const ledger = [
      entry('c1.1', { resources: ['a'] }),
      entry('c2.1', { resources: ['b'] }),
      entry('c3.1', { resources: ['a'], ...later }),
    ];
    const because = 'c3.1 came later on the same thing and stays';
    const planned = when(given(...ledger), plan);
    expect(planned.ended[0]?.items.slice(1)).toMatchObject([
      { effectId: 'c2.1', action: 'undo' },
      { effectId: 'c1.1', action: 'conflict', because },
    ]);
    const undoneAll = when(given(...ledger), all, start('c2.1u1'), undone('c2.1'));
    expect(lastUndo(undoneAll)?.items.slice(1)).toMatchObject([
      { effectId: 'c2.1', result: 'undone' },
      { effectId: 'c1.1', result: 'conflict', because },
    ]);
  });

  it('does not undo what its run knew no tool for, nor what lies under it', () => {
    const asked = when(
      given(entry('c1.1', { resources: ['a'] }), entry('c2.1', { tool: 'gone', resources: ['a'] })),
      all,
    );
    expect(isUndoing(asked)).toBe(false);
    expect(lastUndo(asked)?.items).toMatchObject([
      { effectId: 'c2.1', action: 'conflict', because: 'the run knew no tool gone' },
      { effectId: 'c1.1', result: 'conflict' },
    ]);
  });

  it('takes a person’s word for what could not be undone or made out, and for nothing else', () => {
    const failed = when(given(entry('c1.1')), all, start('c1.1u1'), {
      type: 'undo-ended',
      id: 'c1.1',
      end: { kind: 'failed', failure },
    });
    expect(states(failed)).toEqual(['undo-failed']);
    const settle = { type: 'effect-settled', id: 'c1.1', outcome: 'absent', by, atMs: 7 } as const;
    expect(states(when(failed, settle))).toEqual(['undone']);
    expect(states(when(failed, { ...settle, outcome: 'applied' }))).toEqual(['applied']);
    expect(states(when(given(entry('c1.1', { state: 'unknown' })), settle))).toEqual(['absent']);
    const applied = given(entry('c1.1'));
    expect(when(applied, settle)).toBe(applied);
  });

  it('does not undo what a person settles meanwhile', () => {
    const asked = when(given(entry('c1.1', { state: 'undo-failed' }), entry('c2.1')), all, start('c2.1u1'));
    const settled = when(
      asked,
      { type: 'effect-settled', id: 'c1.1', outcome: 'absent', by, atMs: 7 },
      undone('c2.1'),
    );
    expect(due(settled)).toEqual([]);
    expect(lastUndo(settled)?.items).toMatchObject([
      { effectId: 'c2.1', result: 'undone' },
      { effectId: 'c1.1', action: 'skip', because: 'undone already' },
    ]);
  });

  it('ignores what it did not ask for: effects that are not there, ends of what was not started', () => {
    const state = when(given(entry('c1.1')), all);
    for (const event of [
      { ...all, selection: { effectIds: ['c9.9'] } },
      undone('c1.1'),
      start('c1.1u2'),
      start('c1.1k1'),
      { type: 'undo-checked', id: 'c1.1' },
    ] as const) {
      expect(evolveUndo(state, event)).toBe(state);
    }
  });

  it('starts each command once and comes to rest, whatever is asked and however it ends', () => {
    const effect = fc.record({
      resources: fc.subarray(['a', 'b', 'c']),
      tool: fc.constantFrom('change', 'looked', 'gone'),
      state: fc.constantFrom<LedgerEntry['state']>('applied', 'unknown', 'undone', 'absent', 'undo-failed'),
      undoable: fc.boolean(),
    });
    const step = fc.tuple(fc.nat(9), fc.nat(5), fc.nat(3));
    fc.assert(
      fc.property(
        fc.array(effect, { minLength: 1, maxLength: 6 }),
        fc.array(step, { maxLength: 60 }),
        (effects, draws) => {
          let state = given(...effects.map((changes, index) => entry(`c${index + 1}.1`, changes)));
          const open = new Map<string, string>();
          const seen: string[] = [];
          const go = (): void => {
            for (const { id, kind, effect: one } of decideUndo(state)) {
              expect(seen).not.toContain(id);
              seen.push(id);
              open.set(id, kind);
              if (kind === 'undo-effect') expect(['applied', 'undo-failed', 'conflict']).toContain(one.state);
              state = evolveUndo(state, start(id));
            }
          };
          const end = (which: number, how: number): void => {
            const [id, kind] = [...open][which % Math.max(1, open.size)] ?? [];
            if (id === undefined) return;
            open.delete(id);
            const effectId = id.replace(/[uk]\d+$/, '');
            const ends = [
              { kind: 'undone' },
              { kind: 'conflict', message: 'no' },
              { kind: 'failed', failure },
            ] as const;
            state = evolveUndo(
              state,
              kind === 'check-undo'
                ? { type: 'undo-checked', id: effectId, ...(how > 1 ? { conflict: 'no' } : {}) }
                : { type: 'undo-ended', id: effectId, end: ends[how % 3] ?? ends[0] },
            );
          };
          for (const [what, which, how] of draws) {
            const effectId = `c${which + 1}.1`;
            if (what === 0) state = evolveUndo(state, all);
            else if (what === 1) state = evolveUndo(state, plan);
            else if (what === 2) state = evolveUndo(state, { ...all, selection: { effectIds: [effectId] } });
            else if (what === 3 || what === 4) {
              const outcome = how % 2 === 0 ? 'applied' : 'absent';
              state = evolveUndo(state, { type: 'effect-settled', id: effectId, outcome, by, atMs: 7 });
            } else end(which, how);
            go();
          }
          while (open.size > 0) {
            end(0, 0);
            go();
          }
          expect(isUndoing(state)).toBe(false);
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        },
      ),
      { numRuns: process.env.HOLDFAST_TEST_FORM === 'long' ? 5_000 : 500 },
    );
  });
});

function checked(found: SettlementFinding): UndoState {
  return when(
    given(entry('c1.1', { state: 'unknown', tool: 'probed' })),
    { type: 'probe-requested', id: 'c1.1', by, atMs: 7 },
    start('c1.1s1'),
    { type: 'settlement-checked', id: 'c1.1', found, atMs: 8 },
  );
}

/** Every way by which a text from outside comes into an undo. */
const doors: Readonly<Record<string, (text: string) => UndoState>> = {
  'who asks for it': (text) => when(given(entry('c1.1')), { ...all, by: text }),
  'why it is asked for': (reason) => when(given(entry('c1.1')), { ...all, reason }),
  'who asks for a plan': (text) => when(given(entry('c1.1', { tool: 'looked' })), { ...plan, by: text }),
  'what stands against it': (conflict) =>
    when(given(entry('c1.1', { tool: 'looked' })), plan, start('c1.1k1'), {
      type: 'undo-checked',
      id: 'c1.1',
      conflict,
    }),
  'a conflict': (message) =>
    when(given(entry('c1.1')), all, start('c1.1u1'), {
      type: 'undo-ended',
      id: 'c1.1',
      end: { kind: 'conflict', message },
    }),
  'why a compensation failed': (message) =>
    when(given(entry('c1.1')), all, start('c1.1u1'), {
      type: 'undo-ended',
      id: 'c1.1',
      end: { kind: 'failed', failure: { ...failure, message } },
    }),
  'what a person settles': (text) =>
    when(given(entry('c1.1', { state: 'unknown' })), {
      type: 'effect-settled',
      id: 'c1.1',
      outcome: 'applied',
      output: { [text.slice(0, 1_000)]: text.slice(0, 1_000) },
      by: text,
      atMs: 7,
    }),
  'who has it looked for': (text) =>
    when(given(entry('c1.1', { state: 'unknown', tool: 'probed' })), {
      type: 'probe-requested',
      id: 'c1.1',
      by: text,
      atMs: 7,
    }),
  'what its probe finds': (text) => checked({ kind: 'applied', output: { text } }),
  'why nobody can tell': (text) => checked({ kind: 'unknown', because: text }),
  'why a result does not fit': (text) => checked({ kind: 'misfit', message: text }),
};

describe('a text that comes into an undo', () => {
  it.each(Object.entries(doors))('stays small and well formed: %s', (_, come) => {
    for (const text of [
      'x'.repeat(4 * 1024 * 1024),
      `\ud83d${'\ud83d\ude00'.repeat(1024 * 1024)}`,
      'half \ud83d',
    ]) {
      const state = come(text);
      expect(jsonBytes(state)).toBeLessThan(40_000);
      expect(isWellFormedJson(state)).toBe(true);
    }
  });
});
