import { describe, expect, it } from 'vitest';
import type { Charter } from '../../../src/core/charter/charter.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import type { Failure } from '../../../src/core/values/failure.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import type { RunningWork } from '../../../src/core/work/time-limit.ts';
import { answered, call, charter, due, given, opened, turn, wakeMs, when } from '../../support/run-story.ts';

const limitMs = 10_000;

function limited(changes: Partial<Charter['limits']> = {}): RunState {
  return opened(given(), { ...charter, limits: { ...charter.limits, wallTimeMs: limitMs, ...changes } });
}

/** A call of the tool is under way. */
function acting(tool: string): RunState {
  const proposed = answered(limited(), turn([call(tool, {}, { resources: ['a'] })]));
  return when(proposed, { type: 'command-started', id: 'c1.1' });
}

const thinking = () => when(limited(), { type: 'command-started', id: 'm1' });

/** The timer is taken in when it is due, or so much later. */
function timer(state: RunState, lateMs = 0): RunState {
  return when(state, { type: 'time-passed', atMs: (wakeMs(state) ?? Number.NaN) + lateMs });
}

/** It was set before the work began that is under way, and is set anew until that leaves no time. */
function timeOut(state: RunState): RunState {
  let passed = state;
  for (let times = 0; times < 5 && passed.worked.look === undefined; times++) passed = timer(passed);
  return passed;
}

function seen(state: RunState, running: RunningWork): RunState {
  const [id = ''] = due(state);
  return when(state, { type: 'command-started', id }, { type: 'work-seen', id, running });
}

const timeIsUp = { kind: 'partial', reason: { code: 'timeout' } };
const notTaken: Failure = { type: 'run.not-taken', message: 'no worker took it', retryable: false };
const aborted: Failure = { type: 'model.aborted', message: 'cancelled on purpose', retryable: false };
const lost: Failure = { type: 'tool.timed-out', message: 'heartbeat', retryable: false, lost: true };

describe('a run whose wall time is up while something is under way', () => {
  it('looks first whether a worker has taken it', () => {
    const started = thinking();
    expect(wakeMs(started)).toBeLessThanOrEqual(started.nowMs + limitMs);
    const asked = timer(started);
    expect(due(asked)).toEqual(['w1']);
    expect(asked.timeUp).toBeUndefined();
  });

  it('breaks a model call off that is at work, and ends', () => {
    const stopped = seen(timeOut(thinking()), { m1: limitMs });
    expect(due(stopped)).toEqual(['abort:m1']);
    const ended = when(
      stopped,
      { type: 'command-started', id: 'abort:m1' },
      { type: 'model-failed', id: 'm1', failure: aborted, tookMs: limitMs },
    );
    expect(ended.outcome).toMatchObject(timeIsUp);
    expect(ended.counters.unsettledNanoUsd).toBeGreaterThan(0);
  });

  it('does not wait for a read', () => {
    expect(seen(timeOut(acting('look')), { 'c1.1': limitMs }).outcome).toMatchObject(timeIsUp);
  });

  it('waits for a write that was begun, and starts no other', () => {
    const proposed = answered(
      limited(),
      turn([call('change', {}, { resources: ['a'] }), call('change', { n: 2 }, { resources: ['a'] })]),
    );
    const stopped = seen(timeOut(when(proposed, { type: 'command-started', id: 'c1.1' })), 'all');
    expect([stopped.outcome, due(stopped)]).toEqual([undefined, []]);
    const ended = when(stopped, { type: 'tool-succeeded', id: 'c1.1', output: 1, tookMs: limitMs });
    expect(ended.outcome).toMatchObject(timeIsUp);
    expect(ended.effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
  });

  it('has what became of a write probed, and sends it not again', () => {
    const stopped = seen(timeOut(acting('send')), { 'c1.1': limitMs });
    const unknown = when(stopped, { type: 'tool-failed', id: 'c1.1', failure: lost });
    expect([unknown.outcome, due(unknown)]).toEqual([undefined, []]);
    const due2 = when(unknown, { type: 'time-passed', atMs: wakeMs(unknown) ?? Number.NaN });
    expect(due(due2)).toEqual(['c1.1q1']);
    const told = when(
      due2,
      { type: 'command-started', id: 'c1.1q1' },
      { type: 'effect-probed', id: 'c1.1', found: { kind: 'absent' } },
    );
    expect(told.outcome).toMatchObject(timeIsUp);
    expect(told.effects).toMatchObject([{ state: 'absent' }]);
  });

  it('voids what still waits for a person', () => {
    const proposed = answered(
      limited(),
      turn([call('careful', {}, { resources: ['a'] }), call('look', {}, { resources: ['b'] })]),
    );
    const asked = when(
      proposed,
      { type: 'command-started', id: 'c1.1p1' },
      { type: 'command-started', id: 'c1.2' },
      { type: 'call-prepared', id: 'c1.1', preview: 'Pay', tookMs: 1 },
    );
    const stopped = seen(timeOut(asked), { 'c1.2': limitMs });
    expect(stopped.outcome).toMatchObject(timeIsUp);
    expect(viewOfRun(stopped).approvals).toMatchObject([{ state: 'void' }]);
  });
});

describe('a wait for a worker', () => {
  it('is no time that the run worked: what is in the queue stays there, and it looks again', () => {
    const waiting = seen(timeOut(thinking()), {});
    expect([waiting.timeUp, due(waiting)]).toEqual([undefined, []]);
    expect(wakeMs(waiting)).toBe(waiting.nowMs + 15_000);
    expect(due(timer(waiting))).toEqual(['w2']);
    const served = when(waiting, {
      type: 'model-answered',
      id: 'm1',
      answer: turn([call('look')]),
      tookMs: 2_000,
      atMs: waiting.nowMs + 60_000,
    });
    expect(served.outcome).toBeUndefined();
    expect(served.worked.totalMs - waiting.worked.totalMs).toBe(2_000);
  });

  it('is told apart from what is at work beside it', () => {
    const both = when(
      answered(
        limited(),
        turn([call('look', {}, { resources: ['a'] }), call('look', {}, { resources: ['b'] })]),
      ),
      { type: 'command-started', id: 'c1.1' },
      { type: 'command-started', id: 'c1.2' },
    );
    expect(seen(timeOut(both), { 'c1.2': 4_000 }).outcome).toBeUndefined();
    expect(seen(timeOut(both), { 'c1.2': limitMs }).outcome).toMatchObject(timeIsUp);
  });

  it('is not counted between turns either: a model call that was given back for minutes leaves the run its time', () => {
    const lacks = { type: 'run.provider-not-configured', message: 'no key', retryable: false };
    const back = when(thinking(), { type: 'model-failed', id: 'm1', failure: lacks, atMs: 300_000 });
    expect(back.outcome).toBeUndefined();
    const served = when(
      timer(back),
      { type: 'command-started', id: 'm1', atMs: 600_000 },
      { type: 'model-answered', id: 'm1', answer: turn([], 'Done.'), tookMs: 500 },
    );
    expect(served.outcome).toMatchObject({ kind: 'answered' });
  });
});

describe('an attempt that was lost with its worker', () => {
  it('is no time that the run worked', () => {
    const failed = when(acting('look'), { type: 'tool-failed', id: 'c1.1', failure: lost, atMs: 600_000 });
    expect(failed.worked.totalMs).toBeLessThan(1_000);
  });
});

describe('an attempt that used up its time', () => {
  it('has worked for that time, however long it waited for a worker before', () => {
    const timedOut: Failure = { type: 'tool.timed-out', message: 'late', retryable: false };
    const before = acting('look');
    const failed = when(before, { type: 'tool-failed', id: 'c1.1', failure: timedOut, atMs: 600_000 });
    expect(failed.worked.totalMs - before.worked.totalMs).toBe(1_000);
  });
});

describe('a timer that is taken in late', () => {
  it('counts for nothing: nobody drove the run, and it is set anew', () => {
    const started = thinking();
    const late = timer(started, 600_000);
    expect([late.timeUp, due(late)]).toEqual([undefined, []]);
    expect(wakeMs(late)).toBe(late.nowMs + limitMs - late.worked.totalMs);
  });
});

describe('a run that waits for people', () => {
  it('has no timer for its time, and has one again when it goes on', () => {
    const chat = opened(given({ chat: true }, null), {
      ...charter,
      limits: { ...charter.limits, wallTimeMs: limitMs },
    });
    expect(wakeMs(chat)).toBeUndefined();
    const spoken = when(
      chat,
      { type: 'user-spoke', message: 'Hi', messageId: '1', atMs: 3_600_000 },
      { type: 'command-started', id: 'm1' },
    );
    expect(wakeMs(spoken)).toBe(spoken.nowMs + limitMs - spoken.worked.totalMs);
    const answer = when(spoken, { type: 'model-answered', id: 'm1', answer: turn([], 'Hello.'), tookMs: 5 });
    expect(wakeMs(answer)).toBeUndefined();
  });
});

describe('what no worker takes for a quarter of an hour', () => {
  const quarterMs = 15 * 60_000;

  it('ends a run as not run, where it is its model call', () => {
    const started = thinking();
    const ended = when(started, {
      type: 'model-failed',
      id: 'm1',
      failure: notTaken,
      atMs: started.nowMs + quarterMs,
    });
    expect(ended.outcome).toMatchObject({ kind: 'failed', reason: { code: 'not_run' } });
    expect(ended.counters.unsettledNanoUsd).toBe(0);
  });

  it('leaves a write absent and told as not run', () => {
    const started = acting('change');
    const failed = when(started, {
      type: 'tool-failed',
      id: 'c1.1',
      failure: notTaken,
      atMs: started.nowMs + quarterMs,
    });
    expect(failed.effects).toMatchObject([{ state: 'absent' }]);
    expect(failed.transcript.messages.at(-1)).toMatchObject({
      content: 'Not run: no worker that has the tool change took it for 15 minutes.',
    });
  });

  it('is sent again where nobody drove the run when that time was over', () => {
    const started = acting('change');
    const failed = when(started, {
      type: 'tool-failed',
      id: 'c1.1',
      failure: notTaken,
      atMs: started.nowMs + quarterMs + 60_000,
    });
    expect(failed.outcome).toBeUndefined();
    const again = when(failed, { type: 'time-passed', atMs: failed.nowMs + 1_000 });
    expect(due(again)).toEqual(['c1.1']);
  });
});

describe('a run that waits and has nothing under way', () => {
  it('looks at its time once, and again only when it works again', () => {
    // A send whose answer was lost: its probe is due in ten seconds, and the run has most of a second left.
    const settling = when(acting('send'), {
      type: 'tool-failed',
      id: 'c1.1',
      failure: { ...lost, type: 'tool.may-have-acted' },
      tookMs: 1,
    });
    const used: RunState = {
      ...settling,
      worked: { ...settling.worked, totalMs: limitMs - 40, checkAtMs: settling.nowMs },
    };
    const passed = when(used, { type: 'time-passed', atMs: used.nowMs + 1 });
    expect(passed.timeUp).toBeUndefined();
    expect(passed.worked).not.toHaveProperty('checkAtMs');
    expect(wakeMs(passed)).toBeGreaterThan(passed.nowMs + 5_000);
  });

  it('sets no clock by what was seen of work that has ended meanwhile', () => {
    const looking = when(timeOut(thinking()), { type: 'command-started', id: 'w1' });
    const asked = when(looking, {
      type: 'model-answered',
      id: 'm1',
      answer: turn([call('notify', {}, { resources: ['a'] })]),
      tookMs: 1_000,
    });
    const told = when(asked, { type: 'work-seen', id: 'w1', running: { m1: 1_000 } });
    expect(viewOfRun(told).state).toBe('awaiting-approval');
    expect(told.worked).not.toHaveProperty('checkAtMs');
  });
});
