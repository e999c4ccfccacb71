import { describe, expect, it } from 'vitest';
import { planUndo } from '../../../src/core/undo/undo-plan.ts';
import { viewOfBrokenRun } from '../../../src/core/view/view-of-broken-run.ts';
import { answered, call, opened, turn, when } from '../../support/run-story.ts';

describe('a write without a key whose answer was lost', () => {
  it('is not probed while its attempt may still commit, however long it waited for a worker', () => {
    const acting = when(answered(opened(), turn([call('send', {}, { resources: ['a'] })])), {
      type: 'command-started',
      id: 'c1.1',
    });
    const lostAtMs = acting.nowMs + 600_000;
    const failure = { type: 'tool.timed-out', message: 'no answer in time (heartbeat)', retryable: false };
    const lost = when(acting, { type: 'tool-failed', id: 'c1.1', failure, atMs: lostAtMs });
    // Its attempt may have begun just before, and has a second; its tool says for how long it may still appear.
    const [{ progress } = {}] = lost.calls;
    expect(progress).toMatchObject({ state: 'settling', notBeforeMs: lostAtMs + 1_000 + 9_000 });
  });
});

describe('an effect that was under way when its run was terminated', () => {
  const terminated = when(answered(opened(), turn([call('change', {}, { resources: ['a'] })])), {
    type: 'command-started',
    id: 'c1.1',
  });

  it('is told as unknown', () => {
    const view = viewOfBrokenRun(terminated, { kind: 'terminated', message: 'killed' } as never, 99_000);
    expect(view.effects[0]?.state).toBe('unknown');
  });

  it('is not passed over by an undo', () => {
    expect(planUndo(terminated.effects, {})).toMatchObject([{ action: 'conflict' }]);
  });
});

describe('an effect that a person settles', () => {
  const failure = { type: 'tool.timed-out', message: 'no answer', retryable: false };
  const unknown = when(
    answered(opened(), turn([call('send', {}, { resources: ['a'] })])),
    { type: 'command-started', id: 'c1.1' },
    { type: 'tool-failed', id: 'c1.1', failure },
    { type: 'time-passed', atMs: 60_000 },
    { type: 'command-started', id: 'c1.1q1' },
    { type: 'effect-probed', id: 'c1.1', found: { kind: 'unknown' } },
  );
  const settled = (told: { output?: string }) =>
    when(unknown, { type: 'effect-settled', id: 'c1.1', outcome: 'applied', by: 'bea', ...told });

  it('keeps the output that was told, for its undo', () => {
    expect(settled({ output: 'receipt 7' }).effects[0]).toMatchObject({
      state: 'applied',
      output: 'receipt 7',
    });
  });

  it('has none where none was told, whatever the model reads', () => {
    const { effects, transcript } = settled({});
    expect(effects[0]).toMatchObject({ state: 'applied' });
    expect(effects[0]).not.toHaveProperty('output');
    expect(transcript.messages.at(-1)).toMatchObject({ content: 'done', isError: false });
  });
});
