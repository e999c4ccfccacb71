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
      expect(state.counters.unsettledNanoUsd).toBe(
        worstCaseNanoUsd(charter, opened(given()).transcript.bytes),
      );
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
});
