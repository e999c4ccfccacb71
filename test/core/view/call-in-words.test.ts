import { describe, expect, it } from 'vitest';
import { nextDeadlineMs } from '../../../src/core/run/deadlines.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, opened, turn, when } from '../../support/run-story.ts';

const lost = { type: 'tool.may-have-acted', message: 'the connection broke', retryable: true, attempts: 2 };

function failed(tool: string) {
  return when(
    answered(opened(), turn([call(tool, { n: 1 }, { summary: 'change the order' })])),
    { type: 'command-started', id: 'c1.1' },
    { type: 'tool-failed', id: 'c1.1', failure: lost },
  );
}

describe('the step that a run is at', () => {
  it('tells why a call goes out again', () => {
    expect(viewOfRun(failed('change')).currentStep).toBe(
      'change the order: goes out again (the connection broke, after 2 attempts)',
    );
  });

  it('tells why nobody knows what a call did, while its tool looks and when a person has to say', () => {
    const sent = failed('send');
    expect(viewOfRun(sent).currentStep).toMatch(
      /^change the order: its tool will look whether it happened \(/,
    );
    const probed = when(
      sent,
      { type: 'time-passed', atMs: nextDeadlineMs(sent) ?? 0 },
      { type: 'command-started', id: 'c1.1q1' },
      { type: 'effect-probed', id: 'c1.1', found: { kind: 'unknown' } },
    );
    expect(viewOfRun(probed)).toMatchObject({
      state: 'awaiting-human',
      currentStep: expect.stringMatching(
        /^change the order: a person has to say whether it happened \(the connection broke/,
      ),
    });
  });
});
