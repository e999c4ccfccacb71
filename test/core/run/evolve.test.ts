import { describe, expect, it } from 'vitest';
import { worstCaseNanoUsd } from '../../../src/core/budget/reservation.ts';
import { maxCallsPerTurn } from '../../../src/core/calls/turn-limits.ts';
import { evolve } from '../../../src/core/run/evolve.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import {
  answered,
  call,
  charter,
  done,
  due,
  given,
  givenChat,
  opened,
  turn,
  when,
} from '../../support/run-story.ts';

describe('evolve: turns', () => {
  it("enters results in the model's order, whatever order they come in", () => {
    const state = answered(opened(), turn([call('look', { n: 1 }), call('look', { n: 2 })]));
    const closed = done(done(state, 'c1.2', 'second'), 'c1.1', 'first');
    expect(closed.transcript.messages.slice(-2).map((message) => message.content)).toEqual([
      'first',
      'second',
    ]);
  });

  it('answers an unknown tool with what the worker found, and runs nothing', () => {
    const invalid = {
      ...call('nope'),
      check: { kind: 'invalid', reason: 'unknown-tool', message: 'No nope.' },
    } as const;
    const state = answered(opened(), turn([invalid]));
    expect(due(state)).toEqual(['m2']);
    expect(state.transcript.messages.at(-1)).toMatchObject({ content: 'Error: No nope.', isError: true });
  });

  it('denies a tool outside the charter', () => {
    const state = answered(opened(), turn([call('elsewhere')]));
    expect(due(state)).toEqual(['m2']);
    expect(state.transcript.messages.at(-1)).toMatchObject({ isError: true });
  });

  it(`runs at most ${maxCallsPerTurn} calls of one turn and tells the model of the rest`, () => {
    const state = answered(opened(), turn(Array.from({ length: 18 }, () => call('look'))));
    expect(due(state)).toHaveLength(maxCallsPerTurn);
    expect(state.calls[16]?.progress).toMatchObject({ state: 'answered', answer: { isError: true } });
  });

  it('keeps messages that arrive in mid-turn until the next model call', () => {
    const state = answered(opened(given({ chat: true })), turn([call('look')]));
    const spoken = when(state, { type: 'user-spoke', message: 'And hurry.', messageId: 'x' });
    expect(spoken.inbox).toHaveLength(1);
    const closed = done(spoken, 'c1.1');
    expect(closed.transcript.messages.at(-1)).toEqual({ role: 'user', content: 'And hurry.' });
    expect(due(closed)).toEqual(['m2']);
  });

  it('takes a message once, however often it is delivered', () => {
    const state = opened(givenChat());
    const once = when(state, { type: 'user-spoke', message: 'Hi', messageId: 'a' });
    expect(when(once, { type: 'user-spoke', message: 'Hi', messageId: 'a' })).toBe(once);
  });

  it('replaces results that are too large together by an error that says so', () => {
    const state = answered(opened(), turn([call('look'), call('look'), call('look')]));
    const big = 'x'.repeat(120 * 1024);
    const closed = done(done(done(state, 'c1.1', big), 'c1.2', big), 'c1.3', big);
    const results = closed.transcript.messages.slice(-3);
    expect(results.map((message) => message.role === 'tool' && message.isError)).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('evolve: ends', () => {
  it('ends a task at the first answer without a call', () => {
    expect(answered(opened(), turn([], 'Done.')).outcome).toEqual({ kind: 'answered', answer: 'Done.' });
  });

  it('waits for the user after each answer of a chat', () => {
    const state = answered(opened(given({ chat: true })), turn([], 'What else?'));
    expect(viewOfRun(state).state).toBe('awaiting-user');
    expect(when(state, { type: 'conversation-ended' }).outcome).toEqual({
      kind: 'answered',
      answer: 'What else?',
    });
  });

  it('lets a turn in progress finish when the conversation is ended', () => {
    const state = answered(opened(given({ chat: true })), turn([call('look')]));
    const ended = when(state, { type: 'conversation-ended' });
    expect(ended.outcome).toBeUndefined();
    expect(answered(done(ended, 'c1.1'), turn([], 'Bye.')).outcome?.kind).toBe('answered');
  });

  it('waits for the reply to ask_user, in a task as well', () => {
    const state = answered(opened(), turn([call('ask_user', { question: 'Which order?' })]));
    expect(viewOfRun(state)).toMatchObject({ state: 'awaiting-user', question: 'Which order?' });
    const told = when(state, { type: 'user-spoke', message: '#1', messageId: 'a' });
    expect(viewOfRun(told).state).toBe('running');
    expect(due(told)).toEqual(['m2']);
  });

  it('closes with the answer of finish when the other calls of the turn are done', () => {
    const state = answered(opened(), turn([call('look'), call('finish', { answer: 'All good.' })]));
    expect(state.outcome).toBeUndefined();
    expect(done(state, 'c1.1').outcome).toEqual({ kind: 'answered', answer: 'All good.' });
  });

  it('hands over on escalate, with the reason', () => {
    const state = answered(opened(), turn([call('escalate', { reason: 'Out of my depth.' })], 'I pass.'));
    expect(state.outcome).toEqual({
      kind: 'handed-over',
      reason: { code: 'escalated', message: 'Out of my depth.' },
      answer: 'I pass.',
    });
  });

  it('keeps the plan and counts its done steps as progress', () => {
    const steps = [
      { title: 'a', risk: 'low', status: 'done' },
      { title: 'b', risk: 'high', status: 'pending' },
    ];
    const state = answered(opened(), turn([call('update_plan', { steps })]));
    expect(viewOfRun(state).progress).toBe(50);
  });

  it('waits for the tool under way before it closes as cancelled, and keeps its result', () => {
    const state = when(
      answered(
        opened(),
        turn([call('change', {}, { resources: ['a'] }), call('change', {}, { resources: ['a'] })]),
      ),
      { type: 'command-started', id: 'c1.1' },
      { type: 'cancel-requested', by: 'ada', reason: 'wrong order' },
    );
    expect(due(state)).toEqual([]);
    expect(state.outcome).toBeUndefined();
    const closed = when(state, { type: 'tool-succeeded', id: 'c1.1', output: 'ok' });
    expect(closed.outcome?.kind).toBe('cancelled');
    expect(closed.effects.map(({ id, state: settled }) => [id, settled])).toEqual([['c1.1', 'applied']]);
  });

  it('waits for a person when nobody knows whether a write took effect and no probe can tell', () => {
    const state = answered(opened(), turn([call('change', {}, { summary: 'change #1' })]));
    const failure = { type: 'tool.unexpected', message: 'it broke', retryable: false };
    const closed = when(
      state,
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-failed', id: 'c1.1', failure },
    );
    expect(closed.outcome).toBeUndefined();
    expect(viewOfRun(closed).state).toBe('awaiting-human');
    expect(closed.effects[0]?.state).toBe('unknown');
    const settled = when(closed, { type: 'effect-settled', id: 'c1.1', outcome: 'absent', by: 'bea' });
    expect(settled.effects[0]?.state).toBe('absent');
    expect(due(settled)).toEqual(['m2']);
  });

  it.each([
    ['model.authentication', 'provider_rejected'],
    ['model.rate-limited', 'provider_unavailable'],
    ['something else', 'unexpected'],
  ])('a model call that fails with %s ends the run as failed: %s', (type, code) => {
    const state = when(
      opened(),
      { type: 'command-started', id: 'm1' },
      { type: 'model-failed', id: 'm1', failure: { type, message: 'no', retryable: false } },
    );
    expect(state.outcome).toEqual({ kind: 'failed', reason: { code, message: 'no' } });
  });

  it('gives up on the provider after three lost answers, each booked as unsettled', () => {
    const failure = { type: 'model.bill-unknown', message: 'cut', retryable: false };
    let state = opened();
    for (const id of ['m1', 'm1.2', 'm1.3']) {
      expect(due(state)).toEqual([id]);
      state = when(state, { type: 'command-started', id }, { type: 'model-failed', id, failure });
    }
    expect(state.outcome).toMatchObject({ kind: 'failed', reason: { code: 'provider_unavailable' } });
    expect(viewOfRun(state).totals).toMatchObject({ modelCalls: 3, turns: 1, costNanoUsd: 0 });
    const each = worstCaseNanoUsd(charter, opened().transcript);
    expect(each).toBeGreaterThan(0);
    expect(state.counters.unsettledNanoUsd).toBe(3 * each);
  });

  it('shortens the results of the only turn when these are what is too long, and goes on', () => {
    const tooLong = { type: 'model.context-too-long', message: 'too long', retryable: false };
    const both = answered(opened(), turn([call('look'), call('look')]));
    const read = done(done(both, 'c1.1', 'x'.repeat(60_000)), 'c1.2', 'y'.repeat(60_000));
    const cut = when(
      read,
      { type: 'command-started', id: 'm2' },
      { type: 'model-failed', id: 'm2', failure: tooLong },
    );
    expect(cut.outcome).toBeUndefined();
    expect(due(cut)).toEqual(['m2.2']);
    expect(cut.transcript.bytes).toBeLessThanOrEqual(read.transcript.bytes / 2);
    expect(cut.transcript.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
  });

  it('cuts the window once when the context is too long, then ends as context_exhausted', () => {
    const tooLong = { type: 'model.context-too-long', message: 'too long', retryable: false };
    let state = opened();
    for (let n = 1; n <= 4; n++)
      state = done(answered(state, turn([call('look')])), `c${n}.1`, 'x'.repeat(1_000));
    const cut = when(
      state,
      { type: 'command-started', id: 'm5' },
      { type: 'model-failed', id: 'm5', failure: tooLong },
    );
    expect(cut.transcript.messages.length).toBeLessThan(state.transcript.messages.length);
    expect(cut.transcript.messages[0]).toEqual({ role: 'user', content: 'Do it.', pinned: true });
    expect(due(cut)).toEqual(['m5.2']);
    const again = when(
      cut,
      { type: 'command-started', id: 'm5.2' },
      { type: 'model-failed', id: 'm5.2', failure: tooLong },
    );
    expect(again.outcome).toMatchObject({ kind: 'partial', reason: { code: 'context_exhausted' } });
  });
});

describe('evolve: caps, each a graceful end with its own code', () => {
  const limited = (limits: Partial<typeof charter.limits>) =>
    opened(given(), { ...charter, limits: { ...charter.limits, ...limits } });

  it('steps', () => {
    const state = done(answered(limited({ steps: 2 }), turn([call('look')], 'Looking.')), 'c1.1');
    expect(state.outcome).toMatchObject({
      kind: 'partial',
      answer: 'Looking.',
      reason: { code: 'max_steps' },
    });
  });

  it('tool calls', () => {
    const state = done(answered(limited({ toolCalls: 1 }), turn([call('look')])), 'c1.1');
    expect(state.outcome).toMatchObject({ kind: 'partial', reason: { code: 'max_tool_calls' } });
  });

  it('consecutive failures, reset by a success', () => {
    const fail = (state: ReturnType<typeof opened>, n: number) =>
      when(
        answered(state, turn([call('look')])),
        { type: 'command-started', id: `c${n}.1` },
        { type: 'tool-rejected', id: `c${n}.1`, message: 'not found' },
      );
    const twice = fail(fail(limited({}), 1), 2);
    const reset = done(answered(twice, turn([call('look')])), 'c3.1');
    expect(reset.failureStreak).toBe(0);
    const state = fail(fail(fail(reset, 4), 5), 6);
    expect(state.outcome).toMatchObject({ kind: 'partial', reason: { code: 'max_failures' } });
  });

  it('wall time, without the time that people took', () => {
    const chat = opened(given({ chat: true }, null), {
      ...charter,
      limits: { ...charter.limits, wallTimeMs: 5_000 },
    });
    const slowUser = when(chat, { type: 'user-spoke', message: 'Hi', messageId: '1', atMs: 3_600_000 });
    expect(slowUser.outcome).toBeUndefined();
    expect(viewOfRun(slowUser).totals.humanWaitMs).toBeGreaterThan(3_500_000);
    const slowModel = when(
      slowUser,
      { type: 'command-started', id: 'm1' },
      { type: 'model-answered', id: 'm1', answer: turn([call('look')]), atMs: 3_606_000 },
    );
    expect(done(slowModel, 'c1.1').outcome).toMatchObject({ kind: 'partial', reason: { code: 'timeout' } });
  });

  it('wall time, without the time of a wait that is not over', () => {
    const waiting = when(
      answered(opened(), turn([call('careful', { n: 1 }, { resources: ['a'] })])),
      { type: 'command-started', id: 'c1.1p1' },
      { type: 'call-prepared', id: 'c1.1', preview: 'Pay' },
      { type: 'paused' },
    );
    const rejected = when(waiting, {
      type: 'approval-resolved',
      decision: { approvalId: 'c1.1r1', decision: 'reject', by: 'bea' },
      atMs: waiting.nowMs + 30_000,
    });
    const later = when(rejected, { type: 'resumed', atMs: rejected.nowMs + 3_600_000 });
    expect([rejected.outcome, later.outcome]).toEqual([undefined, undefined]);
    expect(due(later)).toEqual(['m2']);
  });

  it('budget, before the model call that would follow', () => {
    const state = opened(given(), { ...charter, budget: { hardNanoUsd: 1_000, softNanoUsd: 750 } });
    expect(done(answered(state, turn([call('look')])), 'c1.1').outcome).toMatchObject({
      kind: 'partial',
      reason: { code: 'budget_exhausted' },
    });
  });

  it('an answer that is empty is no answer, and counts as a failure', () => {
    const empty = answered(answered(opened(), turn([], '')), turn([], ' \n'));
    expect(empty.outcome).toBeUndefined();
    const { reason } = answered(empty, turn([], '')).outcome ?? {};
    expect(reason).toMatchObject({
      code: 'max_failures',
      message: expect.stringMatching(
        /in a row came to nothing\. In the last of them the model’s answer was empty\.$/,
      ),
    });
  });
});

describe('a conversation in which the model finishes', () => {
  const finished = (state: ReturnType<typeof opened>) =>
    answered(state, turn([call('finish', { answer: 'Bye.' })]));

  it('is over', () => {
    const chat = when(opened(givenChat()), { type: 'user-spoke', message: 'Hi', messageId: '1' });
    expect(finished(chat).outcome).toEqual({ kind: 'answered', answer: 'Bye.' });
  });

  it('goes on where the user has said something that the model has not heard', () => {
    const chat = when(opened(givenChat()), { type: 'user-spoke', message: 'Hi', messageId: '1' });
    const [id = ''] = due(chat);
    const interrupted = when(
      chat,
      { type: 'command-started', id },
      { type: 'user-spoke', message: 'Wait!', messageId: '2' },
      { type: 'model-answered', id, answer: turn([call('finish', { answer: 'Bye.' })]) },
    );
    expect(interrupted.outcome).toBeUndefined();
    expect(interrupted.transcript.messages.at(-1)).toMatchObject({ role: 'user', content: 'Wait!' });
    expect(finished(interrupted).outcome).toEqual({ kind: 'answered', answer: 'Bye.' });
  });
});

describe('evolve: events that change nothing', () => {
  it.each([
    ['a late model answer', { type: 'model-answered', id: 'm9', answer: turn() }],
    ['a result of a call that was not started', { type: 'tool-succeeded', id: 'c1.1', output: 'x' }],
    ['a start of something that is not due', { type: 'command-started', id: 'm7' }],
    ['resume of a run that is not paused', { type: 'resumed' }],
    ['a second charter', { type: 'run-opened', charter }],
    ['a message to a task that asked nothing', { type: 'user-spoke', message: 'Hi', messageId: '1' }],
    ['the end of a conversation that is none', { type: 'conversation-ended' }],
  ] as const)('%s', (_name, event) => {
    const state = answered(opened(), turn([call('look')]));
    expect(evolve(state, { atMs: 99_999, ...event })).toBe(state);
  });

  it('anything after the end', () => {
    const closed = answered(opened(), turn([], 'Done.'));
    expect(evolve(closed, { atMs: 5, type: 'cancel-requested', by: 'x' })).toBe(closed);
  });
});
