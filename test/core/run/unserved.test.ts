import { describe, expect, it } from 'vitest';
import type { Charter } from '../../../src/core/charter/charter.ts';
import { nextDeadlineMs } from '../../../src/core/run/deadlines.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import type { Failure } from '../../../src/core/values/failure.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { aboutMs } from '../../support/about-ms.ts';
import { answered, call, charter, done, due, given, opened, turn, when } from '../../support/run-story.ts';

const lacks = { type: 'run.worker-lacks', message: 'it has no such tool', retryable: false, attempts: 1 };
const lostWorker: Failure = { type: 'tool.timed-out', message: 'heartbeat', retryable: false, lost: true };
const noAgent = { type: 'run.agent-unknown', message: 'no agent desk', retryable: false, attempts: 1 };

/** Let the time pass that the run waits. */
function later(state: RunState): RunState {
  return when(state, { type: 'time-passed', atMs: nextDeadlineMs(state) ?? Number.NaN });
}

function openedByNobody(state: RunState): RunState {
  return when(
    state,
    { type: 'command-started', id: 'open' },
    { type: 'run-opening-failed', failure: noAgent },
  );
}

function patient(): RunState {
  return opened(given(), { ...charter, limits: { ...charter.limits, wallTimeMs: 3_600_000 } });
}

function givenBack(state: RunState, id: string, failure: Failure = lacks): RunState {
  return when(state, { type: 'command-started', id }, { type: 'tool-failed', id, failure });
}

/** Its next dispatch, after one that was lost. */
function againGivenBack(state: RunState): RunState {
  const [id] = due(state);
  return when(
    state,
    { type: 'command-started', id: String(id) },
    { type: 'tool-failed', id: 'c1.1', failure: lacks },
  );
}

describe('a worker that lacks what a command takes', () => {
  it('does not end a run that it cannot open: another one opens it', () => {
    const waiting = openedByNobody(given());
    expect(viewOfRun(waiting)).toMatchObject({
      state: 'running',
      currentStep: 'waits for a worker that has the agent desk',
    });
    expect(due(waiting)).toEqual([]);
    const again = later(waiting);
    expect(decide(again)).toMatchObject([{ id: 'open', givenBack: true }]);
    expect(due(opened(again))).toEqual(['m1']);
    expect(opened(again).unserved).toBeUndefined();
  });

  it('is waited for longer and longer, half a minute at most', () => {
    let state = given();
    const waits: number[] = [];
    for (let time = 0; time < 8; time++) {
      state = openedByNobody(state);
      waits.push((nextDeadlineMs(state) ?? 0) - state.nowMs);
      state = later(state);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000].map(aboutMs));
  });

  it('ends a run as failed after a quarter of an hour of nobody who knows its agent', () => {
    let state = given();
    for (let time = 0; time < 40 && !state.outcome; time++) state = later(openedByNobody(state));
    expect(state.outcome).toEqual({
      kind: 'failed',
      reason: { code: 'agent_unknown', message: 'no agent desk' },
    });
    expect(state.nowMs - state.startedAtMs).toBeGreaterThan(15 * 60_000);
  });

  it('costs a call neither its attempts nor a place among the calls', () => {
    const state = givenBack(answered(opened(), turn([call('change')])), 'c1.1');
    expect(state.effects).toMatchObject([{ id: 'c1.1', state: 'absent' }]);
    expect(state.counters).toMatchObject({ toolCalls: 0, toolErrors: 0 });
    expect(viewOfRun(state).currentStep).toBe('waits for a worker that has the tool change');
    expect(due(later(state))).toEqual(['c1.1']);
    const ended = done(later(state), 'c1.1');
    expect(ended.counters).toMatchObject({ toolCalls: 1, modelCalls: 1 });
    expect(ended.effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
  });

  it('leaves a call not run, and never unknown, that nobody takes for a quarter of an hour', () => {
    let state = answered(patient(), turn([call('change')]));
    for (let time = 0; time < 40 && state.calls.length > 0; time++)
      state = givenBack(due(state).length > 0 ? state : later(state), 'c1.1');
    expect(due(state)).toEqual(['m2']);
    expect(state.effects).toMatchObject([{ id: 'c1.1', state: 'absent' }]);
    expect(state.transcript.messages.at(-1)).toMatchObject({
      content: 'Not run: no worker that has the tool change took it for 15 minutes.',
      isError: true,
    });
  });

  it('is as one that cannot read what its run did before a reset', () => {
    const unread = { ...lacks, type: 'run.past-unread', message: 'no server' };
    let state = givenBack(answered(patient(), turn([call('change')])), 'c1.1', unread);
    expect(viewOfRun(state).currentStep).toBe(
      'waits for a worker that has access to what this run did before its reset',
    );
    expect(state.counters).toMatchObject({ toolCalls: 0, toolErrors: 0 });
    expect(due(later(state))).toEqual(['c1.1']);
    for (let time = 0; time < 40 && state.calls.length > 0; time++)
      state = givenBack(due(state).length > 0 ? state : later(state), 'c1.1', unread);
    expect(state.effects).toMatchObject([{ id: 'c1.1', state: 'absent' }]);
    expect(state.transcript.messages.at(-1)).toMatchObject({
      content: 'Not run: what this run did before its reset could not be read for 15 minutes.',
    });
  });

  it('leaves a call not run also after attempts of the same dispatch: Temporal repeats only what had no effect', () => {
    const second = { ...lacks, attempts: 2 };
    let state = givenBack(answered(patient(), turn([call('change')])), 'c1.1', second);
    expect(state.effects).toMatchObject([{ id: 'c1.1', state: 'absent' }]);
    for (let time = 0; time < 40 && state.calls.length > 0; time++)
      state = givenBack(due(state).length > 0 ? state : later(state), 'c1.1');
    expect(state.effects).toMatchObject([{ id: 'c1.1', state: 'absent' }]);
    expect(due(state)).toEqual(['m2']);
  });

  it('is not probed for in a cancelled run: attempts of the same dispatch had no effect', () => {
    const acting = when(answered(opened(), turn([call('change')])), { type: 'command-started', id: 'c1.1' });
    const state = when(
      acting,
      { type: 'cancel-requested', by: 'ada' },
      { type: 'tool-failed', id: 'c1.1', failure: { ...lacks, attempts: 2 } },
    );
    expect(state.outcome).toMatchObject({ kind: 'cancelled' });
    expect(state.effects).toMatchObject([{ id: 'c1.1', state: 'absent' }]);
  });

  it('leaves unknown what a dispatch that was lost before it may have done', () => {
    let state = givenBack(answered(patient(), turn([call('change')])), 'c1.1', lostWorker);
    for (let time = 0; time < 40 && state.calls[0]?.progress.state !== 'settling'; time++) {
      state = againGivenBack(due(state).length > 0 ? state : later(state));
      expect(state.effects).toMatchObject([{ id: 'c1.1', state: 'unknown' }]);
      expect(state.callsByTool).toEqual({ change: 1 });
    }
    expect(state.calls[0]?.progress.state).toBe('settling');
    expect(state).not.toHaveProperty('unserved');
  });

  it('is followed by a probe in a cancelled run, where a dispatch was lost before it', () => {
    const { change, ...others } = charter.tools;
    const probed = {
      ...charter,
      tools: { ...others, change: { ...change, has: ['probe', 'undo'] } },
    } as Charter;
    const lost = givenBack(answered(opened(given(), probed), turn([call('change')])), 'c1.1', lostWorker);
    const state = when(
      lost,
      { type: 'command-started', id: String(due(lost)[0]) },
      { type: 'cancel-requested', by: 'ada' },
      { type: 'tool-failed', id: 'c1.1', failure: lacks },
    );
    expect(state.effects).toMatchObject([{ id: 'c1.1', state: 'unknown' }]);
    expect(state.calls[0]?.progress).toMatchObject({ state: 'settling', by: 'probe' });
  });

  it('is no answer of a provider: the model is called again under the same id', () => {
    const failure = { ...lacks, type: 'run.provider-not-configured' };
    const state = when(
      opened(),
      { type: 'command-started', id: 'm1' },
      { type: 'model-failed', id: 'm1', failure },
    );
    expect(state.outcome).toBeUndefined();
    expect(state.counters.modelCalls).toBe(0);
    expect(viewOfRun(state).currentStep).toBe(
      'waits for a worker that has the configuration for anthropic:test',
    );
    expect(due(later(state))).toEqual(['m1']);
  });

  it('is waited for no longer once the run is cancelled', () => {
    const waiting = givenBack(answered(opened(), turn([call('change')])), 'c1.1');
    const cancelled = when(waiting, { type: 'cancel-requested', by: 'ada' });
    expect(cancelled.outcome).toMatchObject({ kind: 'cancelled' });
    expect(cancelled.effects).toMatchObject([{ state: 'absent' }]);
    expect(when(openedByNobody(given()), { type: 'cancel-requested', by: 'ada' }).outcome).toMatchObject({
      kind: 'cancelled',
    });
  });
});

describe('a look that is lost with its worker', () => {
  const lost = { type: 'tool.timed-out', message: 'heartbeat', retryable: false, lost: true } as const;
  const looking = () => answered(opened(), turn([call('careful', {}, { resources: ['a'] })]));

  /** Let what is due fail so, time and again; gives the waits before it went out again. */
  function lostAgain(state: RunState, failureOf: (id: string) => Failed) {
    const waits: number[] = [];
    let current = state;
    for (let times = 0; times < 20; times++) {
      const [id] = due(current);
      if (id === undefined) {
        const atMs = nextDeadlineMs(current);
        if (atMs === undefined) break;
        waits.push(atMs - current.nowMs);
        current = when(current, { type: 'time-passed', atMs });
        continue;
      }
      const event = failureOf(id);
      if (!event) break;
      current = when(current, { type: 'command-started', id }, event);
    }
    return { state: current, waits };
  }
  type Failed = Parameters<typeof when>[1] | undefined;

  it('goes out again under its id, at once and then later and later, and fails after the eighth', () => {
    const { state, waits } = lostAgain(looking(), (id) =>
      id === 'c1.1p1' ? { type: 'prepare-failed', id: 'c1.1', failure: lost } : undefined,
    );
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000].map(aboutMs));
    expect(state.transcript.messages.at(-1)?.content).toContain('careful (looking first)');
  });

  it('uses up none of its attempts, but for those that came to an end before', () => {
    const state = when(
      looking(),
      { type: 'command-started', id: 'c1.1p1' },
      { type: 'prepare-failed', id: 'c1.1', failure: { ...lost, attempts: 2 } },
    );
    expect(decide(state)).toMatchObject([{ id: 'c1.1p1', lookAttempts: 2 }]);
    expect(decide(state)[0]).not.toHaveProperty('givenBack');
    const over = when(
      state,
      { type: 'command-started', id: 'c1.1p1' },
      { type: 'prepare-failed', id: 'c1.1', failure: { ...lost, attempts: 3 } },
    );
    expect(due(over)).toEqual(['m2']);
  });

  it('is looked for again by a run that stops, where it is a probe: it tells the truth of an effect', () => {
    const sent = when(
      answered(opened(), turn([call('send', {}, { resources: ['a'] })])),
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-failed', id: 'c1.1', failure: { ...lost, type: 'tool.may-have-acted' } },
      { type: 'cancel-requested', by: 'ada', undo: false },
    );
    const ready = when(sent, { type: 'time-passed', atMs: nextDeadlineMs(sent) ?? 0 });
    const again = when(
      ready,
      { type: 'command-started', id: 'c1.1q1' },
      { type: 'probe-failed', id: 'c1.1', failure: lost },
    );
    expect(due(again)).toEqual(['c1.1q1']);
  });

  it('does not end a run that was to be opened', () => {
    const state = when(
      given(),
      { type: 'command-started', id: 'open' },
      { type: 'run-opening-failed', failure: lost },
    );
    expect(state.outcome).toBeUndefined();
    expect(due(state)).toEqual(['open']);
  });
});
