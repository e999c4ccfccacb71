import { describe, expect, it } from 'vitest';
import type { Charter } from '../../../src/core/charter/charter.ts';
import { idempotencyKey } from '../../../src/core/ids/idempotency-key.ts';
import type { Past } from '../../../src/core/resets/past.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { failureTypes } from '../../../src/core/values/failure-types.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, charter, done, due, given, opened, turn, when } from '../../support/run-story.ts';

const unknown = { type: failureTypes.pastUnknown, message: 'was reset', retryable: false };
const facts = { resources: ['shelf'], intent: 'fill', summary: 'fill "the" shelf' };

function past(changes: Partial<Past['spent']> = {}, changed: Past['changed'] = []): Past {
  const spent = { modelCalls: 0, toolCalls: 0, costNanoUsd: 0, callsByTool: {} };
  return { readFor: 'r2', spent: { ...spent, ...changes }, changed };
}

/** The due model call comes back, as its run was reset. */
function cameBack(state: RunState): RunState {
  const [id = ''] = due(state);
  return when(state, { type: 'command-started', id }, { type: 'model-failed', id, failure: unknown });
}

function read(state: RunState, of: Past): RunState {
  const [id = ''] = due(state);
  return when(state, { type: 'command-started', id }, { type: 'past-read', id, past: of });
}

const filled = () => done(answered(opened(), turn([call('change', {}, facts)])), 'c1.1');
const keyOf = (state: RunState) => state.effects[0]?.idempotencyKey ?? '';

describe('a run that was reset', () => {
  it('reads what it did before it asks its model anything, and then asks under the same id', () => {
    const state = cameBack(opened());
    expect(due(state)).toEqual(['past1']);
    expect(state.counters).toMatchObject({ modelCalls: 0, unsettledNanoUsd: 0 });
    expect(viewOfRun(state).currentStep).toBe('reads what it did before it was reset');
    const known = read(state, past());
    expect(due(known)).toEqual(['m1']);
    expect(known.past).toMatchObject({ readFor: 'r2', looks: 1 });
  });

  it.each<[string, Partial<Charter>, Partial<Past['spent']>]>([
    ['budget_exhausted', { budget: { hardNanoUsd: 3_000, softNanoUsd: 1 } }, { costNanoUsd: 2_000 }],
    ['max_steps', { limits: { ...charter.limits, steps: 6 } }, { modelCalls: 3, toolCalls: 1 }],
    ['max_tool_calls', { limits: { ...charter.limits, toolCalls: 3 } }, { toolCalls: 2 }],
  ])('has spent what it spent before: %s', (code, rules, spent) => {
    const filled = done(answered(opened(given(), { ...charter, ...rules }), turn([call('change')])), 'c1.1');
    expect(read(cameBack(filled), past()).outcome).toBeUndefined();
    expect(read(cameBack(filled), past(spent)).outcome).toMatchObject({ kind: 'partial', reason: { code } });
  });

  it('shows what it spent before as spent of its budget', () => {
    const rules = { ...charter, budget: { hardNanoUsd: 9_000, softNanoUsd: 2_000 } };
    const state = read(cameBack(opened(given(), rules)), past({ costNanoUsd: 2_500 }));
    expect(viewOfRun(state).budget).toMatchObject({ spentNanoUsd: 2_500, softReached: true });
  });

  it('counts calls from before its reset where a rule counts calls of a tool', () => {
    const once = { name: 'once', when: { tool: ['change'], callsAbove: 0 }, then: 'deny' } as const;
    const rules = { ...charter, rules: [once] };
    const state = read(cameBack(opened(given(), rules)), past({ toolCalls: 1, callsByTool: { change: 1 } }));
    expect(due(answered(state, turn([call('change')])))).toEqual(['m2']);
  });

  it('makes a change anew that was undone since, and tells its model so', () => {
    const state = filled();
    const undone = [{ idempotencyKey: keyOf(state), state: 'undone' as const }];
    const known = read(cameBack(state), past({}, undone));
    expect(known.effects).toMatchObject([{ id: 'c1.1', state: 'undone' }]);
    expect(known.transcript.messages.at(-1)?.content).toContain('- c1.1 "fill \\"the\\" shelf": undone');
    const again = answered(known, turn([call('change', {}, facts)]));
    expect(due(again)).toEqual(['c2.1']);
    const [first, second] = done(again, 'c2.1').effects;
    expect(second).toMatchObject({ id: 'c2.1', state: 'applied' });
    expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
  });

  it('answers a change with what it brought where that stands', () => {
    const known = read(cameBack(filled()), past());
    expect(due(answered(known, turn([call('change', {}, facts)])))).toEqual(['m3']);
  });

  it('asks a person about a change of which an undo may have gone through', () => {
    const state = filled();
    const doubt = { idempotencyKey: keyOf(state), state: 'undo-failed', mayBeUndone: true } as const;
    const known = read(cameBack(state), past({}, [doubt]));
    expect(answered(known, turn([call('change', {}, facts)])).approvals).toMatchObject([{ call: 'c2.1' }]);
  });

  it('does not take from others what it does not know itself: only that what it made stands no more', () => {
    const state = answered(opened(), turn([call('change', {}, facts)]));
    const acting = when(state, { type: 'command-started', id: 'c1.1' });
    const [due] = acting.calls;
    const key = due ? idempotencyKey(acting, due) : '';
    const before = { ...acting, past: { look: 'started' as const, looks: 1, spent: past().spent } };
    const told = past({}, [{ idempotencyKey: key, state: 'undone' }]);
    const after = when(before, { type: 'past-read', id: 'past1', past: told });
    expect(after.effects).toMatchObject([{ state: 'intended' }]);
    expect(after.notes).toEqual([]);
  });

  it('waits while it cannot be read, and goes on without after a quarter of an hour', () => {
    const failure = { type: failureTypes.pastUnread, message: 'no server', retryable: false };
    let state = cameBack(opened());
    const startedMs = state.nowMs;
    for (let times = 0; !due(state).includes('m1') && times < 100; times++) {
      const atMs = state.unserved?.[0]?.notBeforeMs;
      if (atMs !== undefined) state = when(state, { type: 'time-passed', atMs });
      const [id = ''] = due(state);
      state = when(state, { type: 'command-started', id }, { type: 'past-read', id, failure });
    }
    expect(due(state)).toEqual(['m1']);
    expect(state.nowMs - startedMs).toBeGreaterThanOrEqual(14 * 60_000);
    expect(state.past?.readFor).toBe('unreadable');
  });

  it('does not wait for it once it is cancelled', () => {
    const state = when(cameBack(opened()), { type: 'cancel-requested', by: 'ada', undo: false });
    expect(state.outcome).toMatchObject({ kind: 'cancelled' });
  });
});
