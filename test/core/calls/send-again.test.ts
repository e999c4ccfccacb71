import { describe, expect, it } from 'vitest';
import { nextDeadlineMs } from '../../../src/core/run/deadlines.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import type { Failure } from '../../../src/core/values/failure.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { aboutMs } from '../../support/about-ms.ts';
import { answered, call, charter, due, given, opened, turn, when } from '../../support/run-story.ts';

const broken: Failure = { type: 'tool.may-have-acted', message: 'reset', retryable: false, attempts: 1 };
const lostWorker: Failure = { type: 'tool.timed-out', message: 'heartbeat', retryable: false, lost: true };
const refused: Failure = { type: 'tool.transient', message: 'refused', retryable: true, attempts: 3 };
const cancelled: Failure = { type: 'tool.cancelled', message: 'cancelled on purpose', retryable: false };

function acting(tool: string, state: RunState = opened()): RunState {
  const proposed = answered(state, turn([call(tool, { n: 1 }, { resources: ['a'] })]));
  return when(proposed, { type: 'command-started', id: 'c1.1' });
}

const failed = (state: RunState, failure: Failure) =>
  when(state, { type: 'tool-failed', id: 'c1.1', failure });
const waited = (state: RunState) => when(state, { type: 'time-passed', atMs: nextDeadlineMs(state) ?? 0 });
const effectOf = ({ effects }: RunState) => effects[0]?.state;
const told = ({ transcript }: RunState) => transcript.messages.at(-1)?.content;

/** Start what is due, and let it fail. */
function failedAgain(state: RunState, failure: Failure): RunState {
  const [id = ''] = due(state);
  return failed(when(state, { type: 'command-started', id }), failure);
}

describe('a call that may have acted', () => {
  it('is sent again with the same key after the wait of its policy', () => {
    const [first] = decide(answered(opened(), turn([call('change', { n: 1 }, { resources: ['a'] })])));
    const state = failed(acting('change'), broken);
    expect(effectOf(state)).toBe('unknown');
    expect(due(state)).toEqual([]);
    expect((nextDeadlineMs(state) ?? 0) - state.nowMs).toEqual(aboutMs(10));
    expect(decide(waited(state))[0]).toMatchObject({
      id: 'c1.1d2',
      idempotencyKey: (first as { idempotencyKey: string }).idempotencyKey,
      attemptsLeft: 2,
    });
  });

  it('waits as long as the other side asks', () => {
    const state = failed(acting('change'), { ...broken, retryAfterMs: 7_000 });
    expect(nextDeadlineMs(state)).toBe(state.nowMs + 7_000);
  });

  it('is unknown, not absent, when it is refused afterwards', () => {
    for (const type of ['tool-rejected', 'tool-voided'] as const) {
      const again = when(
        waited(failed(acting('change'), broken)),
        { type: 'command-started', id: 'c1.1d2' },
        { type, id: 'c1.1', message: 'done already' },
      );
      expect(effectOf(again)).toBe('unknown');
      expect(viewOfRun(again).state).toBe('awaiting-human');
    }
  });

  it('waits for a person once the attempts of its policy are used up and no probe can tell', () => {
    let state = failed(acting('change'), broken);
    state = failedAgain(waited(state), broken);
    state = failedAgain(waited(state), broken);
    expect(viewOfRun(state).state).toBe('awaiting-human');
    expect(effectOf(state)).toBe('unknown');
  });

  it('is not sent again without a key: it is probed', () => {
    expect(due(waited(failed(acting('send'), broken)))).toEqual(['c1.1q1']);
  });

  it('counts one call, however often it is sent', () => {
    const state = failedAgain(waited(failed(acting('change'), broken)), broken);
    expect(state.counters.toolCalls).toBe(1);
    expect(state.callsByTool).toEqual({ change: 1 });
  });

  it('is not sent again after a cancel, and its truth is looked for', () => {
    const waiting = failed(acting('change'), broken);
    const over = when(waiting, { type: 'cancel-requested', by: 'ada' });
    expect(over.outcome?.kind).toBe('cancelled');
    expect(effectOf(over)).toBe('unknown');
  });
});

describe('a dispatch that was lost with its worker', () => {
  it('is sent again at once, then after ever longer waits, and does not count as an attempt', () => {
    let state = failed(acting('look'), lostWorker);
    const waits: number[] = [];
    for (let lost = 1; lost < 8; lost++) {
      const [{ progress } = {}] = state.calls;
      const notBeforeMs = progress?.state === 'ready' ? progress.notBeforeMs : undefined;
      waits.push((notBeforeMs ?? state.nowMs) - state.nowMs);
      state = notBeforeMs === undefined ? state : waited(state);
      expect(decide(state)[0]).toMatchObject({ attemptsLeft: 3 });
      state = failedAgain(state, lostWorker);
    }
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000].map(aboutMs));
    // The eighth is the last.
    expect(told(state)).toContain('look could not be reached after 8 attempts');
  });

  it('counts the attempts of its dispatch that had come to an end', () => {
    const state = failed(acting('change'), { ...lostWorker, attempts: 2 });
    expect(decide(state)[0]).toMatchObject({ id: 'c1.1d2', attemptsLeft: 1, attemptsBefore: 3 });
  });

  it('leaves a write to a person, or to its probe, after the eighth', () => {
    let state = failed(acting('change'), lostWorker);
    for (let lost = 1; lost < 8; lost++)
      state = failedAgain(due(state).length > 0 ? state : waited(state), lostWorker);
    expect(viewOfRun(state).state).toBe('awaiting-human');
  });
});

describe('a call that certainly had no effect', () => {
  it('is absent and told as a failure once its policy is used up', () => {
    const state = failed(acting('change'), refused);
    expect(effectOf(state)).toBe('absent');
    expect(told(state)).toContain('change could not be reached after 3 attempts');
  });

  it('is absent also without a key: nothing has to be probed', () => {
    const state = failed(acting('send'), { ...refused, attempts: 1 });
    expect(effectOf(state)).toBe('absent');
    expect(due(state)).toEqual(['m2']);
  });

  it('is refused as such', () => {
    const state = when(acting('change'), { type: 'tool-rejected', id: 'c1.1', message: 'no such order' });
    expect(effectOf(state)).toBe('absent');
    expect(told(state)).toBe('Error: no such order');
  });

  it('that a cancel took back between two attempts is absent, and not sent again', () => {
    const state = failed(when(acting('change'), { type: 'cancel-requested', by: 'ada' }), cancelled);
    expect(effectOf(state)).toBe('absent');
    expect(state.outcome?.kind).toBe('cancelled');
  });

  it('that a pause took back is sent when the run is resumed', () => {
    const paused = failed(when(acting('change'), { type: 'paused' }), cancelled);
    expect(effectOf(paused)).toBe('absent');
    expect(due(paused)).toEqual([]);
    expect(due(when(paused, { type: 'resumed' }))).toEqual(['c1.1d2']);
  });

  it('that a pause kept from its next attempt has the others when the run is resumed', () => {
    const paused = failed(when(acting('change'), { type: 'paused' }), { ...refused, attempts: 1 });
    expect(due(paused)).toEqual([]);
    const resumed = waited(when(paused, { type: 'resumed' }));
    expect(decide(resumed)[0]).toMatchObject({ id: 'c1.1d2', attemptsLeft: 2 });
  });
});

describe('an output that is not what its tool promised', () => {
  const invalid: Failure = { type: 'tool.output-invalid', message: 'not on the shelf', retryable: false };

  it('leaves the effect unknown: a probe looks', () => {
    const state = failed(acting('send'), invalid);
    expect(effectOf(state)).toBe('unknown');
    expect(due(waited(state))).toEqual(['c1.1q1']);
  });

  it('of a read is told to the model', () => {
    expect(told(failed(acting('look'), invalid))).toBe('Error: not on the shelf');
  });
});

describe('what a probe finds absent', () => {
  const probed = (tool: string, state = failed(acting(tool), { ...broken, type: 'tool.unexpected' })) =>
    when(
      waited(state),
      { type: 'command-started', id: 'c1.1q1' },
      { type: 'effect-probed', id: 'c1.1', found: { kind: 'absent' } },
    );

  it('is sent again where its tool says how late an effect may appear', () => {
    expect(due(probed('send'))).toEqual(['c1.1d2']);
    expect(effectOf(probed('send'))).toBe('absent');
  });

  it('proves nothing where its tool does not say, and is not sent again without a key: a person tells', () => {
    const rules = [{ name: 'may', when: { tool: ['notify'] }, then: 'allow' as const }];
    const allowed = opened(given(), { ...charter, rules });
    const state = probed('notify', failed(acting('notify', allowed), broken));
    expect(due(state)).toEqual([]);
    expect(effectOf(state)).toBe('unknown');
    expect(viewOfRun(state).state).toBe('awaiting-human');
  });
});
