import { describe, expect, it } from 'vitest';
import { effectOf, type LedgerEntry } from '../../../src/core/effects/effect.ts';
import { decideUndo } from '../../../src/core/undo/decide-undo.ts';
import { evolveUndo } from '../../../src/core/undo/evolve-undo.ts';
import { judgeSettlement } from '../../../src/core/undo/judge-undo.ts';
import { settlementAnswer } from '../../../src/core/undo/settle-effects.ts';
import type { SettlementFinding, UndoEvent } from '../../../src/core/undo/undo-event.ts';
import { planUndo } from '../../../src/core/undo/undo-plan.ts';
import { noUndos, type UndoState } from '../../../src/core/undo/undo-state.ts';
import { charter } from '../../support/run-story.ts';

const { tools } = charter;
/** `change` has an undo and no probe, `send` both and says how late it commits, `careful` both and does not say. */
function entry(
  tool: 'change' | 'send' | 'careful' | 'notify',
  changes: Partial<LedgerEntry> = {},
): LedgerEntry {
  return {
    id: 'c1.1',
    turn: 1,
    tool,
    class: 'compensable',
    resources: ['a'],
    summary: tool,
    state: 'unknown',
    undoable: tool !== 'notify',
    arguments: { n: 1 },
    argumentsDigest: 'd',
    idempotencyKey: 'k/run',
    ...changes,
  };
}

const given = (ledger: LedgerEntry): UndoState => ({ ...noUndos, tools, ledger: [ledger] });
const when = (state: UndoState, ...events: UndoEvent[]) => events.reduce(evolveUndo, state);

const by = 'bea';
const at = '1970-01-01T00:00:08.000Z';
const settle = (told: { outcome?: 'applied' | 'absent'; output?: string; probe?: true }) =>
  ({ type: 'effect-settled', id: 'c1.1', by, atMs: 7_000, ...told }) as const;
const look = { type: 'probe-requested', id: 'c1.1', by, atMs: 7_000 } as const;
const applied = { kind: 'applied', output: 'sent' } as const;
const absent = { kind: 'absent' } as const;

/** What is asked, checked and found; how the effect stands then, and what is answered. */
function play(ledger: LedgerEntry, asked: ReturnType<typeof settle> | typeof look, found: SettlementFinding) {
  const taken = when(given(ledger), asked);
  const state = when(
    taken,
    { type: 'command-started', id: 'c1.1s1' },
    { type: 'settlement-checked', id: 'c1.1', found, atMs: 8_000 },
  );
  const answer = settlementAnswer(taken, (one: UndoState) => one);
  return { entry: state.ledger[0], answer: answer(state), before: answer(taken), state };
}

describe('the word of a person about an effect whose undo is under way', () => {
  const lacks = { type: 'run.worker-lacks', message: 'no such tool', retryable: false, attempts: 1 };
  const undoing = when(
    given(entry('send', { state: 'undo-failed', output: 'sent' })),
    { type: 'undo-requested', selection: {}, by: 'ada' },
    { type: 'command-started', id: 'c1.1u1' },
  );

  it('is not taken before that has ended', () => {
    expect(judgeSettlement(undoing, settle({ outcome: 'absent' }))).toEqual({
      code: 'being-undone',
      message: 'c1.1 is being undone; wait for its end.',
    });
  });

  it('has its check kept apart from the compensation that waits for a worker', () => {
    const waiting = when(undoing, {
      type: 'undo-ended',
      id: 'c1.1',
      end: { kind: 'failed', failure: lacks },
    });
    expect(waiting.current?.lacking).toBe('the tool send');
    expect(when(waiting, { type: 'command-started', id: 'c1.1s1' }).current?.lacking).toBe('the tool send');
    expect(when(waiting, { type: 'command-started', id: 'c1.1u1' }).current).not.toHaveProperty('lacking');
  });
});

describe('the word of a person about an effect', () => {
  it('is not taken for applied without a result where the tool has an undo and no probe is to look', () => {
    expect(judgeSettlement(given(entry('change')), settle({ outcome: 'applied' }))).toEqual({
      code: 'result-missing',
      message: 'To undo c1.1 it has to be known what change returned. Give its result.',
    });
    expect(judgeSettlement(given(entry('send')), settle({ outcome: 'applied' }))).toMatchObject({
      message: expect.stringMatching(/or let its probe look\.$/),
    });
    expect(judgeSettlement(given(entry('notify')), settle({ outcome: 'applied' }))).toBe('taken');
    expect(judgeSettlement(given(entry('change')), settle({ outcome: 'absent' }))).toBe('taken');
  });

  it('needs no result of an effect whose result is known', () => {
    const failed = entry('change', { state: 'undo-failed', output: 'sent' });
    expect(judgeSettlement(given(failed), settle({ outcome: 'applied' }))).toBe('taken');
  });

  it('counts at once where there is nothing to check', () => {
    const state = when(given(entry('change')), settle({ outcome: 'absent' }));
    expect(decideUndo(state)).toEqual([]);
    expect(state.ledger[0]).toMatchObject({ state: 'absent', settled: { by, from: 'word' } });
    expect(effectOf(state.ledger[0] as LedgerEntry).settled).toEqual({
      outcome: 'absent',
      by,
      at: '1970-01-01T00:00:07.000Z',
      from: 'word',
    });
  });

  it('is checked with the arguments and the key of its call, once', () => {
    const asked = when(given(entry('change')), settle({ outcome: 'applied', output: 'sent' }));
    expect(decideUndo(asked)).toMatchObject([
      { kind: 'check-settlement', id: 'c1.1s1', output: 'sent', effect: { idempotencyKey: 'k/run' } },
    ]);
    expect(decideUndo(when(asked, { type: 'command-started', id: 'c1.1s1' }))).toEqual([]);
  });

  it('stands with the effect: who said so, when, and on what it rests', () => {
    const {
      entry: settled,
      answer,
      before,
    } = play(entry('change'), settle({ outcome: 'applied', output: 'sent' }), {
      kind: 'applied',
      output: { sent: true },
    });
    expect(before).toBeUndefined();
    expect(settled).toMatchObject({ state: 'applied', output: { sent: true } });
    expect(settled?.settled).toEqual({ number: 1, outcome: 'applied', by, at, from: 'result' });
    expect(answer).toEqual({ accepted: true, state: 'applied' });
  });

  it.each<[string, ReturnType<typeof settle>, SettlementFinding, string, RegExp]>([
    [
      'a result that does not fit',
      settle({ outcome: 'applied', output: 'x' }),
      { kind: 'misfit', message: 'It lacks the id.' },
      'result-misfit',
      /^It lacks the id\.$/,
    ],
    [
      'a result that nobody could check',
      settle({ outcome: 'applied', output: 'x' }),
      { kind: 'unknown', because: 'no worker has the tool' },
      'result-unchecked',
      /could not be checked: no worker has the tool\.$/,
    ],
    [
      'applied where the probe finds nothing',
      settle({ outcome: 'applied', probe: true }),
      absent,
      'probe-differs',
      /^You said that c1\.1 is applied, and the probe of send finds it absent\.$/,
    ],
    [
      'absent where the probe finds it',
      settle({ outcome: 'absent', probe: true }),
      applied,
      'probe-differs',
      /is absent, and the probe of send finds it applied\.$/,
    ],
  ])('changes nothing and is answered as refused: %s', (_, asked, found, code, message) => {
    const { entry: left, answer, state } = play(entry('send'), asked, found);
    expect(left).toEqual(entry('send'));
    expect(answer).toMatchObject({
      accepted: false,
      refusal: { code, message: expect.stringMatching(message) },
    });
    expect(state.settlements?.open).toEqual([]);
  });

  it('waits for nobody: two effects are checked at once, one effect once at a time', () => {
    const other = { ...entry('send'), id: 'c2.1' };
    const both = when(
      { ...given(entry('send')), ledger: [entry('send'), other] },
      look,
      { ...look, id: 'c2.1' },
      look,
    );
    expect(decideUndo(both).map(({ id }) => id)).toEqual(['c1.1s1', 'c2.1s2']);
    expect(judgeSettlement(both, look)).toMatchObject({ code: 'being-settled' });
  });
});

describe('settling by what the probe finds', () => {
  it.each([
    ['applied', settle({ outcome: 'applied', probe: true }), applied, { state: 'applied', output: 'sent' }],
    ['applied, unsaid', settle({ probe: true }), applied, { state: 'applied', output: 'sent' }],
    ['absent', settle({ outcome: 'absent', probe: true }), absent, { state: 'absent' }],
    ['absent, unsaid', settle({ probe: true }), absent, { state: 'absent' }],
  ] as const)('takes %s', (_, asked, found, expected) => {
    const { entry: settled, answer } = play(entry('careful'), asked, found);
    expect(settled).toMatchObject({ ...expected, settled: { from: 'probe', by } });
    expect(answer).toEqual({ accepted: true, state: expected.state, found: found.kind });
  });

  it('leaves the effect as it was where the probe cannot tell, and says so', () => {
    const { entry: left, answer } = play(entry('send'), settle({ outcome: 'applied', probe: true }), {
      kind: 'unknown',
    });
    expect(left).toEqual(entry('send'));
    expect(answer).toEqual({
      accepted: true,
      state: 'unknown',
      found: 'unknown',
      because: 'the probe of send cannot tell',
    });
  });

  it('is not taken where the tool has no probe; what to do instead is said', () => {
    for (const asked of [settle({ outcome: 'applied', probe: true }), look])
      expect(judgeSettlement(given(entry('change')), asked)).toEqual({
        code: 'not-checkable',
        message:
          'change has no probe, so that nothing can look for c1.1. Find out yourself whether it happened, and say so.',
      });
  });
});

describe('a look for which nobody vouches', () => {
  it('settles what it finds', () => {
    const { entry: settled } = play(entry('careful'), look, applied);
    expect(settled).toMatchObject({ state: 'applied', output: 'sent', settled: { from: 'probe', by } });
  });

  it('settles as absent only where the tool says how late an effect may still appear', () => {
    expect(play(entry('send'), look, absent).entry).toMatchObject({ state: 'absent' });
    const { entry: left, answer } = play(entry('careful'), look, absent);
    expect(left).toEqual(entry('careful'));
    expect(answer).toMatchObject({
      state: 'unknown',
      found: 'absent',
      because: expect.stringMatching(/^careful does not say how late/),
    });
  });

  it('does not make good an undo that went wrong, unless the effect is gone', () => {
    const failed = entry('send', { state: 'undo-failed', output: 'sent' });
    expect(play(failed, look, applied)).toMatchObject({
      entry: failed,
      answer: {
        state: 'undo-failed',
        found: 'applied',
        because: 'it is there still, and its undo went wrong',
      },
    });
    expect(play(failed, look, absent).entry).toMatchObject({ state: 'undone', settled: { from: 'probe' } });
  });
});

describe('an effect whose result nobody knows', () => {
  const large = entry('send', { state: 'applied' });

  it.each(['applied', 'undo-failed', 'conflict'] as const)('is not undone while it is %s', (state) => {
    const [item] = planUndo([{ ...large, state }], {});
    expect(item).toMatchObject({
      action: 'conflict',
      because: expect.stringMatching(/^nobody knows what send returned, which its undo needs; settle it/),
    });
    expect(effectOf({ ...large, state })).toMatchObject({ resultUnknown: true });
  });

  it('is undone with the result that a person tells, or the probe', () => {
    for (const asked of [settle({ outcome: 'applied', output: 'x' }), look]) {
      const { entry: told } = play(large, asked, applied);
      expect(told).toMatchObject({ state: 'applied', output: 'sent' });
      expect(planUndo([told as LedgerEntry], {})).toMatchObject([{ action: 'undo' }]);
    }
  });

  it('is not told to be absent: it was seen', () => {
    expect(judgeSettlement(given(large), settle({ outcome: 'absent' }))).toMatchObject({
      code: 'nothing-to-settle',
    });
    expect(play(large, settle({ probe: true }), absent).entry).toEqual(large);
  });

  it('is not one that a person settled as applied, where its tool returns null', () => {
    const { entry: told } = play(entry('send'), settle({ outcome: 'applied', output: 'x' }), {
      kind: 'applied',
      output: null,
    });
    expect(planUndo([told as LedgerEntry], {})).toMatchObject([{ action: 'undo' }]);
  });
});
