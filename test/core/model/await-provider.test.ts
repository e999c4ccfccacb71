import { describe, expect, it } from 'vitest';
import { nothingSpent } from '../../../src/core/resets/past.ts';
import { nextDeadlineMs } from '../../../src/core/run/deadlines.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import type { Failure } from '../../../src/core/values/failure.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { charter, given, opened, when } from '../../support/run-story.ts';

const patienceMs = 60_000;
const patient = { ...charter, model: { ...charter.model, patienceMs } };
const started = () => when(opened(given(), patient), { type: 'command-started', id: 'm1' });

const away = (more: Partial<Failure> = {}): Failure => ({
  type: 'model.overloaded',
  message: 'HTTP 529: Overloaded.',
  retryable: false,
  passing: true,
  ...more,
});

const fails = (state: RunState, failure = away()) => when(state, { type: 'model-failed', id: 'm1', failure });
const dueMs = (state: RunState) => state.providerWait?.notBeforeMs ?? Number.NaN;
const kinds = (state: RunState) => decide(state).map(({ kind, id }) => `${kind} ${id}`);

/** The time comes, and the model is asked again. */
function askAgain(state: RunState, lateMs = 0): RunState {
  const timed = when(state, { type: 'time-passed', atMs: dueMs(state) + lateMs });
  return when(timed, { type: 'command-started', id: 'm1', atMs: timed.nowMs });
}

describe('a provider that is away', () => {
  it('is waited for by the run, which asks again under the same id when the time has come', () => {
    const waiting = fails(started());
    expect(waiting.outcome).toBeUndefined();
    expect(kinds(waiting)).toEqual([]);
    expect(nextDeadlineMs(waiting)).toBe(dueMs(waiting));
    const due = when(waiting, { type: 'time-passed', atMs: dueMs(waiting) });
    expect(kinds(due)).toEqual(['call-model m1']);
  });

  it('is told: since when, until when, the next try, why', () => {
    const waiting = fails(started());
    const sinceMs = waiting.nowMs;
    expect(viewOfRun(waiting)).toMatchObject({
      state: 'awaiting-provider',
      awaitingProvider: {
        model: 'anthropic:test',
        reason: 'HTTP 529: Overloaded.',
        since: new Date(sinceMs).toISOString(),
        until: new Date(sinceMs + patienceMs).toISOString(),
        nextTry: new Date(dueMs(waiting)).toISOString(),
        asked: 1,
      },
    });
  });

  it('counts each request that was made in vain, short retries with them', () => {
    const again = askAgain(fails(started(), away({ attempts: 4 })));
    expect(viewOfRun(again).awaitingProvider?.asked).toBe(4);
    expect(viewOfRun(fails(again, away({ attempts: 3 }))).awaitingProvider?.asked).toBe(7);
  });

  it('stays so while it is asked once more, and not once it has answered', () => {
    const asking = askAgain(fails(started()));
    expect(viewOfRun(asking)).toMatchObject({ state: 'awaiting-provider' });
    expect(viewOfRun(asking).awaitingProvider?.nextTry).toBeUndefined();
    const usage = { inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 1 };
    const answer = { text: 'Done.', calls: [], usage, costNanoUsd: 1, ending: { kind: 'whole' as const } };
    const answered = when(asking, { type: 'model-answered', id: 'm1', answer });
    expect(answered.providerWait).toBeUndefined();
    expect(viewOfRun(answered).awaitingProvider).toBeUndefined();
  });

  it('is asked after ever longer waits, apart from run to run, the same at every replay', () => {
    const waits: number[] = [];
    let state = started();
    for (let time = 0; time < 4; time++) {
      state = fails(state);
      waits.push(dueMs(state) - state.nowMs);
      state = askAgain(state);
    }
    for (const [time, waitMs] of waits.entries()) {
      expect(waitMs).toBeGreaterThanOrEqual(800 * 2 ** time);
      expect(waitMs).toBeLessThanOrEqual(1_201 * 2 ** time);
    }
    const again = fails(started());
    expect(dueMs(again) - again.nowMs).toBe(waits[0]);
    const other = fails({ ...started(), firstRunId: 'r2' });
    expect(dueMs(other) - other.nowMs).not.toBe(waits[0]);
  });

  it('is not asked before the moment that it named', () => {
    const waiting = fails(started(), away({ retryAfterMs: 45_000 }));
    expect(dueMs(waiting) - waiting.nowMs).toBeGreaterThanOrEqual(45_000);
  });

  it('counts neither as work nor as steps', () => {
    const asked = started();
    const waiting = fails(askAgain(fails(asked)), away({ tookMs: 20_000 }));
    const later = when(waiting, { type: 'time-passed', atMs: dueMs(waiting) });
    expect(later.worked.totalMs).toBe(asked.worked.totalMs);
    expect(later.counters.modelCalls).toBe(0);
    expect(later.counters.unsettledNanoUsd).toBe(0);
    expect(later.humanWait.totalMs).toBe(0);
  });

  it('that asks for more than the run’s patience ends it at once, with what it said', () => {
    const state = fails(started(), away({ type: 'model.rate-limited', retryAfterMs: 86_400_000 }));
    expect(state.outcome).toMatchObject({
      kind: 'failed',
      reason: { code: 'provider_unavailable', message: expect.stringContaining('a wait of 86400 s') },
    });
  });

  it('is asked a last time when the patience is over; then the run ends with the true cause', () => {
    let state = fails(started());
    const untilMs = state.providerWait?.untilMs ?? 0;
    let last = 0;
    while (!state.outcome && state.nowMs < 10 * patienceMs) {
      last = dueMs(state);
      state = fails(askAgain(state));
    }
    // A test's events are some milliseconds apart.
    expect(last).toBeGreaterThan(untilMs - 1_000);
    expect(state.outcome).toMatchObject({
      kind: 'failed',
      reason: {
        code: 'provider_unavailable',
        message: expect.stringMatching(
          /^HTTP 529: Overloaded\. .*1m, the model’s patience.* asked \d+ times/,
        ),
      },
    });
  });

  it('is not given up for time in which nobody could ask it', () => {
    const waiting = fails(started());
    const late = fails(askAgain(waiting, 20 * patienceMs));
    expect(late.outcome).toBeUndefined();
    expect(kinds(when(late, { type: 'time-passed', atMs: dueMs(late) }))).toEqual(['call-model m1']);
  });

  it('is not waited for where what failed does not pass, or may have cost something', () => {
    const failure = away({ type: 'model.authentication' });
    const { passing: _, ...final } = failure;
    expect(fails(started(), final).outcome?.kind).toBe('failed');
  });
});

describe('while a provider is waited for', () => {
  it('a cancel ends the run at once', () => {
    const state = when(fails(started()), { type: 'cancel-requested', by: 'ada', undo: false });
    expect(state.outcome?.kind).toBe('cancelled');
    expect(nextDeadlineMs(state)).toBeUndefined();
  });

  it('a pause holds the next try back until the run is resumed', () => {
    const paused = when(fails(started()), { type: 'paused' });
    expect(viewOfRun(paused).state).toBe('paused');
    expect(nextDeadlineMs(paused)).toBeUndefined();
    const resumed = when(paused, { type: 'resumed', atMs: paused.nowMs + 600_000 });
    expect(kinds(resumed)).toEqual(['call-model m1']);
  });

  it('what the user says goes along with the next try', () => {
    const chat = when(opened(given({ chat: true }), patient), { type: 'command-started', id: 'm1' });
    const said = when(fails(chat), {
      type: 'user-spoke',
      messageId: 'u1',
      message: 'Never mind the second one.',
    });
    const [call] = decide(when(said, { type: 'time-passed', atMs: dueMs(said) }));
    expect(call).toMatchObject({ kind: 'call-model', id: 'm1' });
    expect(JSON.stringify(call)).toContain('Never mind the second one.');
  });
});

describe('a gateway that lost what is behind it', () => {
  const lost = () => away({ type: 'model.bill-unknown', message: 'HTTP 502: Bad Gateway.' });
  const ask = (state: RunState, id: string) =>
    when(when(state, { type: 'time-passed', atMs: dueMs(state) }), { type: 'command-started', id });

  it('is waited for, and each call that may have been billed is booked as unsettled', () => {
    const first = when(started(), { type: 'model-failed', id: 'm1', failure: lost() });
    const reserved = first.counters.unsettledNanoUsd;
    expect(reserved).toBeGreaterThan(0);
    expect(first).toMatchObject({ providerWait: { asked: 1 }, counters: { modelCalls: 1 } });
    expect(kinds(first)).toEqual([]);
    expect(viewOfRun(first)).toMatchObject({ state: 'awaiting-provider' });
    const second = when(ask(first, 'm1.2'), { type: 'model-failed', id: 'm1.2', failure: lost() });
    expect(second).toMatchObject({
      providerWait: { asked: 2, sinceMs: first.providerWait?.sinceMs },
      counters: { modelCalls: 2, unsettledNanoUsd: 2 * reserved },
    });
    const usage = { inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 1 };
    const answer = { text: 'Done.', calls: [], usage, costNanoUsd: 1, ending: { kind: 'whole' as const } };
    const answered = when(ask(second, 'm1.3'), { type: 'model-answered', id: 'm1.3', answer });
    expect(answered).toMatchObject({
      outcome: { kind: 'answered' },
      counters: { unsettledNanoUsd: 2 * reserved },
    });
    expect(answered.providerWait).toBeUndefined();
  });

  it('is asked a few times only within the patience, and then the run ends with its words', () => {
    const rules = { ...patient, model: { ...patient.model, patienceMs: 900_000 } };
    let state = when(opened(given(), rules), { type: 'command-started', id: 'm1' });
    let calls = 1;
    for (let id = 'm1'; !state.outcome; id = `m1.${calls}`) {
      if (calls > 1) state = ask(state, id);
      state = when(state, { type: 'model-failed', id, failure: lost() });
      calls++;
    }
    expect(calls - 1).toBeGreaterThanOrEqual(5);
    expect(calls - 1).toBeLessThanOrEqual(12);
    expect(state.outcome).toMatchObject({
      kind: 'failed',
      reason: {
        code: 'provider_unavailable',
        message: expect.stringMatching(/^HTTP 502: Bad Gateway\. .*15m, the model’s patience/),
      },
    });
  });

  it('is not asked again where the budget does not hold what may have been billed', () => {
    const first = when(started(), { type: 'model-failed', id: 'm1', failure: lost() });
    const hardNanoUsd = Math.floor(first.counters.unsettledNanoUsd * 2.5);
    const rules = { ...patient, budget: { hardNanoUsd, softNanoUsd: hardNanoUsd } };
    let state = when(opened(given(), rules), { type: 'command-started', id: 'm1' });
    state = when(state, { type: 'model-failed', id: 'm1', failure: lost() });
    state = when(ask(state, 'm1.2'), { type: 'model-failed', id: 'm1.2', failure: lost() });
    expect(state.outcome).toMatchObject({ kind: 'failed', reason: { code: 'provider_unavailable' } });
  });

  it('counts to the budget what executions spent that resets left behind', () => {
    const first = when(started(), { type: 'model-failed', id: 'm1', failure: lost() });
    const hardNanoUsd = Math.floor(first.counters.unsettledNanoUsd * 2.5);
    const rules = { ...patient, budget: { hardNanoUsd, softNanoUsd: hardNanoUsd } };
    const fresh = when(opened(given(), rules), { type: 'command-started', id: 'm1' });
    const spent = { ...nothingSpent, costNanoUsd: first.counters.unsettledNanoUsd };
    const reset = { ...fresh, past: { looks: 1, spent } };
    const failure = { type: 'model-failed' as const, id: 'm1', failure: lost() };
    expect(when(fresh, failure).providerWait).toBeDefined();
    expect(when(reset, failure).providerWait).toBeUndefined();
  });
});
