import { describe, expect, it } from 'vitest';
import type { AnswerEnding } from '../../../src/core/model/answer-ending.ts';
import type { ModelTurn } from '../../../src/core/model/model-turn.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { failureTypes } from '../../../src/core/values/failure-types.ts';
import { answered, call, charter, done, due, given, opened, turn, when } from '../../support/run-story.ts';

const cut: AnswerEnding = { kind: 'cut', at: 'output-limit' };
const endings: readonly AnswerEnding[] = [
  cut,
  { kind: 'cut', at: 'window' },
  { kind: 'refused', cause: 'refusal, cyber' },
  { kind: 'broken', how: 'error', said: 'upstream idle timeout' },
  { kind: 'broken', how: 'no-reason' },
];

function ending(kind: AnswerEnding, answer: ModelTurn = turn()): ModelTurn {
  return { ...answer, ending: kind };
}

function lastMessage(state: RunState): string {
  return state.transcript.messages.at(-1)?.content ?? '';
}

/** Of the model call that is due. */
function maxOutputTokens(state: RunState): number | undefined {
  const [command] = decide(state);
  return command?.kind === 'call-model' ? command.model.maxOutputTokens : undefined;
}

describe.each(endings)('an answer that ended as %o', (kind) => {
  it('runs no call, shows none for approval and is no answer, whatever it holds', () => {
    const calls = [call('pay', { amount: 1 }), call('look'), call('finish', { answer: 'Done.' })];
    const state = answered(opened(), ending(kind, turn(calls, 'I pay.')));
    expect(state.calls).toEqual([]);
    expect(state.effects).toEqual([]);
    expect(state.approvals).toEqual([]);
    expect(due(state).filter((id) => id.startsWith('c'))).toEqual([]);
    expect(state.outcome?.kind).not.toBe('answered');
    expect(state.transcript.messages.flatMap((one) => (one.role === 'assistant' ? one.calls : []))).toEqual(
      [],
    );
  });

  it('is booked as it was billed', () => {
    const { counters } = answered(opened(), ending(kind, turn([], 'Partly')));
    expect(counters).toMatchObject({
      inputTokens: 100,
      outputTokens: 20,
      costNanoUsd: 1_000,
      unsettledNanoUsd: 0,
    });
  });

  it('leaves a cancelled run cancelled', () => {
    const [id = ''] = due(opened());
    const cancelled = when(
      opened(),
      { type: 'command-started', id },
      { type: 'cancel-requested', by: 'ada', undo: false },
      { type: 'model-answered', id, answer: ending(kind, turn([], 'Partly')) },
    );
    expect(cancelled.outcome?.kind).toBe('cancelled');
  });
});

describe('a cut answer', () => {
  it('is asked for once more, told that it was cut and that none of its calls ran', () => {
    const state = answered(opened(), ending(cut, turn([call('look')], 'I look.')));
    expect(due(state)).toEqual(['m2']);
    expect(lastMessage(state)).toContain('cut off at the output limit');
    expect(lastMessage(state)).toContain('none of its 1 call was looked at');
    expect(state.failureStreak).toBe(0);
  });

  it.each([
    ['the window holds that', { ...charter, model: { ...charter.model, contextTokens: 1_000_000 } }],
    ['nobody knows the window', charter],
  ])('may be longer the second time, where %s', (_name, roomy) => {
    const state = answered(opened(given(), roomy), ending(cut));
    expect(maxOutputTokens(state)).toBe(charter.model.maxOutputTokens * 2);
    const started = when(state, { type: 'command-started', id: 'm2' });
    const before = when(opened(given(), roomy), { type: 'command-started', id: 'm1' });
    expect(started.modelCall?.reservedNanoUsd).toBeGreaterThan(before.modelCall?.reservedNanoUsd ?? 0);
    expect(maxOutputTokens(done(answered(state, turn([call('look')])), 'c2.1'))).toBe(
      charter.model.maxOutputTokens,
    );
  });

  it.each([
    ['the window holds no more', { ...charter, model: { ...charter.model, contextTokens: 320 } }],
    [
      'the budget holds no more',
      {
        ...charter,
        model: { ...charter.model, contextTokens: 1_000_000 },
        budget: { hardNanoUsd: 2_000, softNanoUsd: 1_000 },
      },
    ],
  ])('may not be longer the second time where %s', (_name, rules) => {
    expect(maxOutputTokens(answered(opened(given(), rules), ending(cut)))).toBe(
      charter.model.maxOutputTokens,
    );
  });

  it('goes out with its old limit where the provider refuses more', () => {
    const roomy = { ...charter, model: { ...charter.model, contextTokens: 1_000_000 } };
    const state = answered(opened(given(), roomy), ending(cut));
    const failure = {
      type: failureTypes.modelBadRequest,
      message: 'max_tokens: too large',
      retryable: false,
    };
    const refused = when(
      state,
      { type: 'command-started', id: 'm2' },
      { type: 'model-failed', id: 'm2', failure },
    );
    expect(refused.outcome).toBeUndefined();
    expect(maxOutputTokens(refused)).toBe(charter.model.maxOutputTokens);
  });

  it('ends the run the second time, with its text and the setting that mends it', () => {
    const once = answered(opened(), ending(cut, turn([], 'It is')));
    const twice = answered(once, ending({ ...cut, reasoningTokens: 4_000 }, turn([], 'It is the')));
    expect(twice.outcome).toMatchObject({
      kind: 'partial',
      answer: 'It is the',
      reason: { code: 'answer_cut' },
    });
    const { message = '' } = twice.outcome?.reason ?? {};
    expect(message).toContain(`maxOutputTokens: ${charter.model.maxOutputTokens}`);
    expect(message).toContain('4000 of its output tokens went into reasoning');
  });

  it('begins anew after an answer that was whole', () => {
    const once = answered(opened(), ending(cut, turn([], 'It is')));
    const again = answered(done(answered(once, turn([call('look')])), 'c2.1'), ending(cut));
    expect(again.outcome).toBeUndefined();
  });

  it('of a full window lets older turns go', () => {
    let state = opened();
    for (let n = 1; n <= 4; n++) {
      state = done(
        answered(state, turn([call('look', { n })], 'x'.repeat(500))),
        `c${n}.1`,
        'y'.repeat(2_000),
      );
    }
    const full = answered(state, ending({ kind: 'cut', at: 'window' }, turn([], 'So')));
    expect(full.transcript.omitted).toBeGreaterThan(0);
    expect(lastMessage(full)).toContain('since the window was full');
  });

  it('is one of a full window where the counts say so', () => {
    const small = { ...charter, model: { ...charter.model, contextTokens: 120 } };
    expect(lastMessage(answered(opened(given(), small), ending(cut)))).toContain('since the window was full');
  });
});

describe('a refused answer', () => {
  it('ends the run at once, with its cause', () => {
    const state = answered(opened(), ending({ kind: 'refused', cause: 'refusal, cyber' }));
    expect(due(state)).toEqual([]);
    expect(state.outcome).toMatchObject({ kind: 'failed', reason: { code: 'provider_refused' } });
    expect(state.outcome?.reason?.message).toContain('refusal, cyber');
  });

  it('leaves what the model said of it', () => {
    const state = answered(
      opened(),
      ending({ kind: 'refused', cause: 'refusal' }, turn([], 'I cannot do that.')),
    );
    expect(state.outcome?.answer).toBe('I cannot do that.');
  });
});

describe('a broken answer', () => {
  const broken = ending(
    { kind: 'broken', how: 'error', said: 'upstream idle timeout' },
    turn([], 'The order is can'),
  );

  it('is asked for again in the same turn, and leaves nothing behind', () => {
    const state = answered(opened(), broken);
    expect(due(state)).toEqual(['m1.2']);
    expect(state.transcript.messages).toHaveLength(1);
    expect(answered(state, turn([], 'Cancelled.')).outcome).toEqual({
      kind: 'answered',
      answer: 'Cancelled.',
    });
  });

  it('ends the run the third time, with what the provider said', () => {
    const state = answered(answered(answered(opened(), broken), broken), broken);
    expect(state.outcome).toMatchObject({ kind: 'failed', reason: { code: 'answer_broken' } });
    expect(state.outcome?.reason?.message).toContain('upstream idle timeout');
    expect(state.outcome?.answer).toBeUndefined();
    expect(state.counters).toMatchObject({ modelCalls: 3, costNanoUsd: 3_000 });
  });
});

describe('a call that was not made', () => {
  const unmade = (text = ''): ModelTurn => ({
    ...turn([], text),
    unmade: { kind: 'written-as-text', tool: 'look' },
  });

  it('is asked for properly, once without counting as a failure', () => {
    const state = answered(opened(), unmade('Let me look.'));
    expect(due(state)).toEqual(['m2']);
    expect(lastMessage(state)).toContain('a call of look written as text');
    expect(state.failureStreak).toBe(0);
    expect(answered(state, unmade()).failureStreak).toBe(1);
  });

  it('ends a run whose model never makes it', () => {
    let state = opened();
    for (let n = 0; n < 10 && !state.outcome; n++) state = answered(state, unmade());
    expect(state.outcome).toMatchObject({ kind: 'partial', reason: { code: 'max_failures' } });
    expect(state.counters.modelCalls).toBe(charter.limits.consecutiveFailures + 1);
  });

  it('is asked for again after an answer that was taken', () => {
    const made = done(answered(answered(opened(), unmade()), turn([call('look')])), 'c2.1');
    expect(answered(made, unmade()).failureStreak).toBe(0);
  });
});

describe('an answer whose price is not exact', () => {
  it('is booked at the known price, and its worst case counts as unsettled', () => {
    const [id = ''] = due(opened());
    const asked = when(opened(), { type: 'command-started', id });
    const answer = { ...turn([], 'Hi'), inexact: 'it was served on the tier "priority"' };
    const { counters } = when(asked, { type: 'model-answered', id, answer });
    expect([counters.costNanoUsd, counters.unsettledNanoUsd]).toEqual([
      1_000,
      asked.modelCall?.reservedNanoUsd,
    ]);
  });
});

describe('a call without usage whose answer was refused', () => {
  it('ends the run at once, and its worst case counts as unsettled', () => {
    const [id = ''] = due(opened());
    const failure = { type: failureTypes.modelRefused, message: 'refused: SAFETY', retryable: false };
    const state = when(opened(), { type: 'command-started', id }, { type: 'model-failed', id, failure });
    expect(state.outcome).toMatchObject({ kind: 'failed', reason: { code: 'provider_refused' } });
    expect(state.counters.unsettledNanoUsd).toBeGreaterThan(0);
  });
});
