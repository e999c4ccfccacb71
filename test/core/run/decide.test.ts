import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/core/run/decide.ts';
import { answered, call, done, due, given, givenChat, opened, turn, when } from '../../support/run-story.ts';

const failure = { type: 'tool.unexpected', message: 'boom', retryable: false };

describe('decide', () => {
  it('opens a new run before anything else', () => {
    expect(due(given())).toEqual(['open']);
  });

  it('names a command once: what was started is not named again', () => {
    expect(due(when(given(), { type: 'command-started', id: 'open' }))).toEqual([]);
  });

  it('calls the model when the charter is there', () => {
    expect(due(opened())).toEqual(['m1']);
  });

  it('waits for the first message in a chat', () => {
    const state = opened(givenChat());
    expect(due(state)).toEqual([]);
    expect(due(when(state, { type: 'user-spoke', message: 'Hi', messageId: '1' }))).toEqual(['m1']);
  });

  it('starts independent reads of a turn at once', () => {
    expect(due(answered(opened(), turn([call('look'), call('look')])))).toEqual(['c1.1', 'c1.2']);
  });

  it("runs writes on one resource in the model's order", () => {
    const facts = { resources: ['order:1'] };
    const state = answered(
      opened(),
      turn([call('change', { n: 1 }, facts), call('change', { n: 2 }, facts)]),
    );
    expect(due(state)).toEqual(['c1.1']);
    expect(due(done(state, 'c1.1'))).toEqual(['c1.2']);
  });

  it('holds a read back until the earlier write on its resource is done', () => {
    const facts = { resources: ['order:1'] };
    const state = answered(
      opened(),
      turn([call('change', {}, facts), call('look', {}, facts), call('look')]),
    );
    expect(due(state)).toEqual(['c1.1', 'c1.3']);
  });

  it('runs writes on different resources side by side', () => {
    const state = answered(
      opened(),
      turn([call('change', {}, { resources: ['order:1'] }), call('change', {}, { resources: ['order:2'] })]),
    );
    expect(due(state)).toEqual(['c1.1', 'c1.2']);
  });

  it('runs a write that names no resource alone', () => {
    const state = answered(opened(), turn([call('look'), call('change'), call('look')]));
    expect(due(state)).toEqual(['c1.1']);
    expect(due(done(state, 'c1.1'))).toEqual(['c1.2']);
    expect(due(done(done(state, 'c1.1'), 'c1.2'))).toEqual(['c1.3']);
  });

  it('starts nothing while paused and goes on when resumed', () => {
    const paused = when(opened(), { type: 'paused' });
    expect(due(paused)).toEqual([]);
    expect(due(when(paused, { type: 'resumed' }))).toEqual(['m1']);
  });

  it('aborts the model call of a cancelled run, once', () => {
    const state = when(
      opened(),
      { type: 'command-started', id: 'm1' },
      { type: 'cancel-requested', by: 'ada' },
    );
    expect(due(state)).toEqual(['abort:m1']);
    expect(due(when(state, { type: 'command-started', id: 'abort:m1' }))).toEqual([]);
  });

  it('keys a call by run, call and arguments, never by attempt', () => {
    const state = answered(opened(), turn([call('change', { order: '#1' })]));
    const [command] = decide(state);
    expect(command?.kind === 'run-tool' && command.idempotencyKey).toBe(
      'agent/desk/t1/r1/c1.1/816150bd11d1c913ef1f135da53917583a6af8213feae1b1b040aac1c05c5ef5/run',
    );
  });

  it('sends only what is new since the last model call', () => {
    const state = done(answered(opened(), turn([call('look')], 'Let me look.')), 'c1.1', 'found');
    const [command] = decide(state);
    if (command?.kind !== 'call-model') throw new Error('expected a model call');
    expect(command.head.length).toBe(2);
    expect(command.added).toEqual([
      {
        role: 'tool',
        callId: 'c1.1',
        providerCallId: 'p-look',
        tool: 'look',
        content: 'found',
        isError: false,
      },
    ]);
  });

  it('calls again under a new id when an answer was lost', () => {
    const lost = { type: 'model.bill-unknown', message: 'cut', retryable: false };
    const state = when(
      opened(),
      { type: 'command-started', id: 'm1' },
      { type: 'model-failed', id: 'm1', failure: lost },
    );
    expect(due(state)).toEqual(['m1.2']);
    expect(state.counters.unsettledNanoUsd).toBeGreaterThan(0);
  });

  it('names nothing for a closed run', () => {
    const closed = answered(opened(), turn([], 'Done.'));
    expect(closed.outcome).toEqual({ kind: 'answered', answer: 'Done.' });
    expect(due(closed)).toEqual([]);
  });

  it('goes on with the model after a failed read', () => {
    const state = answered(opened(), turn([call('look')]));
    const failed = when(
      state,
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-failed', id: 'c1.1', failure },
    );
    expect(due(failed)).toEqual(['m2']);
  });
});
