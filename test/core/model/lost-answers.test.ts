import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { given, opened, when } from '../../support/run-story.ts';

/** A call is made, and its answer gets lost. */
function lose(state: RunState, id: string): RunState {
  const failure = { type: 'model.bill-unknown', message: 'No usable answer: it broke.', retryable: false };
  return when(when(state, { type: 'command-started', id }), { type: 'model-failed', id, failure });
}

describe('a turn whose answers get lost', () => {
  it('is asked for again, and told with how often it was asked when the run gives up', () => {
    const once = lose(opened(given()), 'm1');
    expect(once.outcome).toBeUndefined();
    const ended = lose(lose(once, 'm1.2'), 'm1.3');
    expect(ended.outcome).toMatchObject({
      kind: 'failed',
      reason: {
        code: 'provider_unavailable',
        message:
          'No usable answer: it broke. The model was asked 3 times for this turn, and no answer could be used; what the run did is kept.',
      },
    });
  });
});
