import { describe, expect, it } from 'vitest';
import { planUndo } from '../../../src/core/undo/undo-plan.ts';
import { viewOfBrokenRun } from '../../../src/core/view/view-of-broken-run.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, charter, done, due, given, opened, turn, when } from '../../support/run-story.ts';

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

describe('an effect whose undo was out when its run was terminated', () => {
  it('is told as one whose undo failed: it can be settled, or undone', () => {
    const undoing = when(
      done(answered(opened(), turn([call('change', {}, { resources: ['a'] })])), 'c1.1'),
      { type: 'undo-requested', selection: {}, by: 'ada' },
      { type: 'command-started', id: 'c1.1u1' },
    );
    const view = viewOfBrokenRun(undoing, { kind: 'terminated', message: 'killed' } as never, 99_000);
    expect(view.effects).toMatchObject([{ id: 'c1.1', state: 'undo-failed' }]);
    expect(view.effects[0]).not.toHaveProperty('mayBeUndone');
  });
});

describe('an effect that a person settles', () => {
  const failure = { type: 'tool.timed-out', message: 'no answer', retryable: false };
  const approved = {
    type: 'approval-resolved',
    decision: { approvalId: 'c1.1r1', decision: 'approve', by: 'bea' },
  } as const;
  const unknown = (tool: 'send' | 'notify') =>
    when(
      answered(opened(), turn([call(tool, {}, { resources: ['a'] })])),
      ...(tool === 'notify' ? [approved] : []),
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-failed', id: 'c1.1', failure },
      { type: 'time-passed', atMs: 60_000 },
      { type: 'command-started', id: 'c1.1q1' },
      { type: 'effect-probed', id: 'c1.1', found: { kind: 'unknown' } },
    );
  const applied = { type: 'effect-settled', id: 'c1.1', outcome: 'applied', by: 'bea' } as const;

  it('is checked before the model goes on: what came up meanwhile comes first', () => {
    const limits = { ...charter.limits, maxSteps: 2 };
    const closed = when(
      answered(opened(given(), { ...charter, limits }), turn([call('send', {}, { resources: ['a'] })])),
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-succeeded', id: 'c1.1', output: 'receipt 7' },
      { type: 'command-started', id: 'm2' },
    );
    const large = { ...closed, effects: closed.effects.map(({ output: _, ...effect }) => effect) };
    const asked = when(large, { ...applied, output: 'receipt 7' });
    expect(due(asked)).toEqual(['c1.1s1']);
    const finished = when(
      asked,
      { type: 'command-started', id: 'c1.1s1' },
      { type: 'model-answered', id: 'm2', answer: turn([call('finish', { answer: 'Done.' })]) },
    );
    expect([finished.outcome, due(finished)]).toEqual([undefined, []]);
    expect(viewOfRun(finished).currentStep).toBe('a worker checks what was said of c1.1');
    const ended = when(finished, {
      type: 'settlement-checked',
      id: 'c1.1',
      found: { kind: 'applied', output: 'receipt 7' },
      atMs: 9_000,
    });
    expect(ended.outcome).toMatchObject({ kind: 'answered' });
  });

  it('waits until its result was held against the tool, and keeps what that made of it, for its undo', () => {
    const asked = when(unknown('send'), { ...applied, output: 'receipt 7' });
    expect(due(asked)).toEqual(['c1.1s1']);
    expect(asked.effects[0]).toMatchObject({ state: 'unknown' });
    const checked = when(
      asked,
      { type: 'command-started', id: 'c1.1s1' },
      { type: 'settlement-checked', id: 'c1.1', found: { kind: 'applied', output: { receipt: 7 } } },
    );
    expect(checked.effects[0]).toMatchObject({
      state: 'applied',
      output: { receipt: 7 },
      settled: { outcome: 'applied', by: 'bea', from: 'result' },
    });
    expect(checked.transcript.messages.at(-1)).toMatchObject({ content: '{"receipt":7}', isError: false });
  });

  it('stays as it was where the result does not fit', () => {
    const misfit = when(
      unknown('send'),
      { ...applied, output: 'receipt 7' },
      { type: 'command-started', id: 'c1.1s1' },
      { type: 'settlement-checked', id: 'c1.1', found: { kind: 'misfit', message: 'no receipt' } },
    );
    expect(misfit.effects[0]).not.toHaveProperty('settled');
    expect(viewOfRun(misfit)).toMatchObject({ state: 'awaiting-human', effects: [{ state: 'unknown' }] });
  });

  it('is applied on a word alone where nothing can undo it, and has no result, whatever the model reads', () => {
    const { effects, transcript } = when(unknown('notify'), applied);
    expect(effects[0]).toMatchObject({ state: 'applied', settled: { by: 'bea', from: 'word' } });
    expect(effects[0]).not.toHaveProperty('output');
    expect(transcript.messages.at(-1)).toMatchObject({ content: 'done', isError: false });
    expect(when(unknown('send'), applied).effects[0]).toMatchObject({ state: 'unknown' });
  });

  it('is checked also while the run is paused, and is waited for by a cancel', () => {
    const looked = { type: 'probe-requested', id: 'c1.1', by: 'bea' } as const;
    const paused = when(unknown('send'), { type: 'paused' }, looked);
    expect(due(paused)).toEqual(['c1.1s1']);
    const cancelled = when(
      paused,
      { type: 'command-started', id: 'c1.1s1' },
      { type: 'cancel-requested', by: 'ada' },
    );
    expect(cancelled.outcome).toBeUndefined();
    const found = { kind: 'applied', output: 'sent' } as const;
    const closed = when(cancelled, { type: 'settlement-checked', id: 'c1.1', found });
    expect(closed).toMatchObject({
      outcome: { kind: 'cancelled' },
      effects: [{ state: 'applied', output: 'sent' }],
    });
  });
});
