import { describe, expect, it } from 'vitest';
import { worstCaseNanoUsd } from '../../../src/core/budget/reservation.ts';
import { charter, given, opened, when } from '../../support/run-story.ts';

describe('a model call that failed', () => {
  it.each(['PayloadsTooLarge', 'RangeError', 'model.unexpected'])(
    'is booked at its worst case unless it was certainly not billed: %s',
    (type) => {
      const failure = { type, message: 'no', retryable: true };
      const state = when(
        opened(given()),
        { type: 'command-started', id: 'm1' },
        { type: 'model-failed', id: 'm1', failure },
      );
      expect(state.counters.unsettledNanoUsd).toBe(worstCaseNanoUsd(charter, opened(given()).transcript));
    },
  );

  it.each(['model.rate-limited', 'model.authentication', 'model.transcript-unavailable'])(
    'is not booked when it was not billed: %s',
    (type) => {
      const failure = { type, message: 'no', retryable: false };
      const state = when(
        opened(given()),
        { type: 'command-started', id: 'm1' },
        { type: 'model-failed', id: 'm1', failure },
      );
      expect(state.counters.unsettledNanoUsd).toBe(0);
    },
  );

  it.each(['model.context-too-long', 'model.request-too-large'])(
    'because it was too large ends with what the provider said, once nothing can be left out: %s',
    (type) => {
      const failure = { type, message: 'The account takes 30000 tokens a minute.', retryable: false };
      const state = when(
        opened(given()),
        { type: 'command-started', id: 'm1' },
        { type: 'model-failed', id: 'm1', failure },
      );
      expect(state.outcome).toMatchObject({
        kind: 'partial',
        reason: {
          code: 'context_exhausted',
          message: expect.stringContaining('The account takes 30000 tokens a minute.'),
        },
      });
    },
  );

  it.each(['model.context-too-long', 'model.request-too-large', 'model.bad-request'])(
    'with more room than before is made with the old limit first, the window as it is: %s',
    (type) => {
      const failure = { type, message: 'input length and max_tokens exceed context limit', retryable: false };
      const begun = opened(given());
      const state = when(
        { ...begun, askedAgain: { cut: { maxOutputTokens: 9_000 } } },
        { type: 'command-started', id: 'm1' },
        { type: 'model-failed', id: 'm1', failure },
      );
      expect(state).toMatchObject({ transcript: begun.transcript, askedAgain: { cut: {} } });
      expect([state.ending, state.outcome, state.attempts.compacted]).toEqual([
        undefined,
        undefined,
        begun.attempts.compacted,
      ]);
    },
  );

  it('because its content was not taken ends as refused, with the cause, and costs nothing', () => {
    const failure = {
      type: 'model.input-refused',
      message: 'Input was flagged: violence.',
      retryable: false,
    };
    const state = when(
      opened(given()),
      { type: 'command-started', id: 'm1' },
      { type: 'model-failed', id: 'm1', failure },
    );
    expect(state.outcome).toMatchObject({
      kind: 'failed',
      reason: { code: 'provider_refused', message: 'Input was flagged: violence.' },
    });
    expect(state.counters.unsettledNanoUsd).toBe(0);
  });
});
