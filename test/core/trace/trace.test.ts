import { describe, expect, it } from 'vitest';
import type { Charter, CharterTool } from '../../../src/core/charter/charter.ts';
import type { CallCheck, ModelCall, ModelTurn } from '../../../src/core/model/model-turn.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import type { HistoryFact } from '../../../src/core/trace/history-fact.ts';
import { RunProjection } from '../../../src/core/trace/run-projection.ts';
import { projectTrace } from '../../../src/core/trace/trace.ts';
import type { Json, JsonObject } from '../../../src/core/values/json.ts';
import { traceViewSchema } from '../../../src/reports/trace.ts';

const startMs = Date.parse('2026-11-20T10:00:00.000Z');
const valid: CallCheck = { kind: 'valid', facts: { resources: [] } };

const reading: CharterTool = {
  description: '',
  inputSchema: {},
  effect: 'read',
  idempotency: 'keyed',
  timeoutMs: 1_000,
  retry: { maximumAttempts: 3, initialIntervalMs: 10, backoffCoefficient: 2, maximumIntervalMs: 100 },
  digest: 't'.repeat(64),
  trust: 'untrusted',
  has: [],
};

const charter: Charter = {
  schema: 'holdfast.charter/v1',
  digest: 'd'.repeat(64),
  agent: { name: 'clerk', version: '3', conversational: true, instructions: '' },
  model: {
    id: 'anthropic:m',
    maxOutputTokens: 1_000,
    price: {
      steps: [{ fromInputTokens: 0, input: 1, cachedInput: 1, cacheWrite: 1, output: 1 }],
      source: 'test',
    },
    timeoutMs: 1_000,
    retry: reading.retry,
  },
  tools: { read: reading, save: { ...reading, effect: 'compensable' } },
  rules: [],
  limits: { steps: 50, wallTimeMs: 300_000, consecutiveFailures: 3, toolCalls: 100 },
};

/** Facts with the second they happened at. */
const at = (second: number) => ({ atMs: startMs + second * 1_000 });

function begin(changes: { chat?: boolean; carried?: RunState } = {}): HistoryFact {
  const { carried, ...task } = changes;
  return {
    type: 'execution-started',
    ...at(0),
    workflowId: 'agent/clerk/t1',
    firstRunId: 'first-run',
    task: { agent: 'clerk', taskId: 't1', input: 'Do it.', startedBy: 'ada', ...task },
    ...(carried ? { carried } : {}),
  };
}

const opened: HistoryFact[] = [
  { type: 'activity-scheduled', ...at(0), id: '1', activity: 'open-run' },
  {
    type: 'activity-ended',
    ...at(0),
    id: '1',
    end: { kind: 'completed', output: charter as unknown as Json },
  },
];

const ask = (second: number, id: string): HistoryFact => ({
  type: 'activity-scheduled',
  ...at(second),
  id,
  activity: 'call-model',
});

function answer(second: number, id: string, turn: Partial<ModelTurn>): HistoryFact[] {
  const output = {
    text: '',
    calls: [],
    usage: { inputTokens: 100, cachedInputTokens: 10, cacheWriteTokens: 0, outputTokens: 5 },
    costNanoUsd: 7,
    ending: { kind: 'whole' },
    contextHash: 'hash',
    ...turn,
  } as unknown as Json;
  return [
    { type: 'activity-started', ...at(second), id, attempt: 1 },
    { type: 'activity-ended', ...at(second), id, end: { kind: 'completed', output } },
  ];
}

const call = (tool: string, given: JsonObject = {}, check: CallCheck = valid): ModelCall => ({
  providerCallId: `p-${tool}`,
  tool,
  arguments: given,
  check,
});

const dispatch = (second: number, id: string, tool: string): HistoryFact => ({
  type: 'activity-scheduled',
  ...at(second),
  id,
  activity: 'run-tool',
  tool,
  arguments: {},
});

const output = (second: number, id: string, value: Json, attempt = 1): HistoryFact[] => [
  { type: 'activity-started', ...at(second), id, attempt },
  {
    type: 'activity-ended',
    ...at(second),
    id,
    end: { kind: 'completed', output: { kind: 'succeeded', output: value } },
  },
];

function stepsOf(facts: readonly HistoryFact[], io = false) {
  const trace = projectTrace(facts, { io });
  return traceViewSchema.parse(trace).steps;
}

describe('projectTrace', () => {
  it('puts calls in the order of the model, however they ended', () => {
    const steps = stepsOf([
      begin(),
      ...opened,
      ask(1, 'm1'),
      ...answer(2, 'm1', { text: 'Both.', calls: [call('read', { id: 'a' }), call('read', { id: 'b' })] }),
      dispatch(2, 'c1.1', 'read'),
      dispatch(2, 'c1.2', 'read'),
      ...output(3, 'c1.2', 'second', 2),
      ...output(5, 'c1.1', { first: true }),
      ask(5, 'm2'),
      ...answer(6, 'm2', { text: 'Done.' }),
    ]);
    expect(steps).toEqual([
      {
        stepNumber: 1,
        turn: 1,
        kind: 'model',
        thought: 'Both.',
        attempts: 1,
        tokensUsed: { input: 100, cachedInput: 10, output: 5 },
        contextTokens: 100,
        contextHash: 'hash',
        costNanoUsd: 7,
        startedAt: '2026-11-20T10:00:01.000Z',
        durationMs: 1_000,
      },
      {
        stepNumber: 2,
        turn: 1,
        kind: 'tool',
        call: 'c1.1',
        action: { tool: 'read', input: { id: 'a' } },
        verdict: { kind: 'allow', rule: 'default', reason: 'no rule says otherwise' },
        result: { first: true },
        attempts: 1,
        startedAt: '2026-11-20T10:00:02.000Z',
        durationMs: 3_000,
      },
      {
        stepNumber: 3,
        turn: 1,
        kind: 'tool',
        call: 'c1.2',
        action: { tool: 'read', input: { id: 'b' } },
        verdict: { kind: 'allow', rule: 'default', reason: 'no rule says otherwise' },
        result: 'second',
        attempts: 2,
        startedAt: '2026-11-20T10:00:02.000Z',
        durationMs: 1_000,
      },
      expect.objectContaining({ stepNumber: 4, turn: 2, kind: 'model', result: 'Done.' }),
    ]);
  });

  it('takes a control tool for one also when its arguments do not fit', () => {
    const invalid = { kind: 'invalid', reason: 'bad-arguments', message: 'steps is missing' } as const;
    const steps = stepsOf([
      begin(),
      ...opened,
      ask(1, 'm1'),
      ...answer(2, 'm1', { calls: [call('update_plan', {}, invalid)] }),
    ]);
    expect(steps.map(({ kind, error }) => [kind, error?.type])).toEqual([
      ['model', undefined],
      ['control', 'bad-arguments'],
    ]);
  });

  it('tells what the model was told for calls that had no activity; they carry the number of their model step', () => {
    const steps = stepsOf([
      begin(),
      ...opened,
      ask(1, 'm1'),
      ...answer(2, 'm1', {
        calls: [
          call('update_plan', { steps: [] }),
          call('nope', {}, { kind: 'invalid', reason: 'unknown-tool', message: 'There is read, save.' }),
          call('read', {}, { kind: 'invalid', reason: 'bad-arguments', message: 'id is missing' }),
        ],
      }),
      ask(3, 'm2'),
    ]);
    expect(
      steps.map(({ stepNumber, kind, call: id, result, error, attempts }) => ({
        stepNumber,
        kind,
        id,
        result,
        error,
        attempts,
      })),
    ).toEqual([
      { stepNumber: 1, kind: 'model', attempts: 1 },
      { stepNumber: 1, kind: 'control', id: 'c1.1', result: 'The plan is noted.', attempts: 0 },
      {
        stepNumber: 1,
        kind: 'tool',
        id: 'c1.2',
        error: { type: 'unknown-tool', message: 'Error: There is read, save.', retryable: false },
        attempts: 0,
      },
      {
        stepNumber: 1,
        kind: 'tool',
        id: 'c1.3',
        error: { type: 'bad-arguments', message: 'Error: id is missing', retryable: false },
        attempts: 0,
      },
      { stepNumber: 2, kind: 'model', attempts: 0 },
    ]);
  });

  it('tells why the answer of a write is lost while nobody has settled it, and no longer once somebody has', () => {
    const failure = { type: 'tool.unexpected', message: '422 seat 4F is taken', retryable: false };
    const lost: HistoryFact[] = [
      begin(),
      ...opened,
      ask(1, 'm1'),
      ...answer(2, 'm1', { calls: [call('save')] }),
      dispatch(2, 'c1.1', 'save'),
      { type: 'activity-started', ...at(3), id: 'c1.1', attempt: 1 },
      { type: 'activity-ended', ...at(3), id: 'c1.1', end: { kind: 'failed', failure } },
    ];
    expect(stepsOf(lost)[1]).toMatchObject({ error: { message: '422 seat 4F is taken' } });
    const fits = { kind: 'applied', output: 'seat 4F' };
    const settled: HistoryFact = {
      type: 'message-taken',
      ...at(9),
      event: {
        type: 'effect-settled',
        ...at(9),
        id: 'c1.1',
        outcome: 'applied',
        output: 'seat 4F',
        by: 'bea',
      },
    };
    const checked: HistoryFact[] = [
      settled,
      {
        type: 'activity-scheduled',
        ...at(9),
        id: 'c1.1s1',
        activity: 'check-settlement',
        tool: 'save',
        arguments: {},
      },
      { type: 'activity-ended', ...at(9), id: 'c1.1s1', end: { kind: 'completed', output: fits } },
    ];
    const steps = stepsOf([...lost, ...checked]);
    expect(steps[1]).toMatchObject({ result: 'seat 4F' });
    expect(steps[1]).not.toHaveProperty('error');
    expect(steps[2]).toMatchObject({
      stepNumber: 2,
      kind: 'settle',
      call: 'c1.1',
      result: { state: 'applied', outcome: 'applied', by: 'bea', from: 'result' },
    });
  });

  it('tells that calls beyond sixteen in a turn were not run', () => {
    const calls = Array.from({ length: 17 }, () => call('read'));
    const dispatched = calls.slice(0, 16).map((_, index) => dispatch(2, `c1.${index + 1}`, 'read'));
    const steps = stepsOf([begin(), ...opened, ask(1, 'm1'), ...answer(2, 'm1', { calls }), ...dispatched]);
    expect(steps.at(-2)).toMatchObject({ stepNumber: 17, call: 'c1.16' });
    expect(steps.at(-1)).toMatchObject({
      stepNumber: 1,
      call: 'c1.17',
      error: { type: 'not-run', message: expect.stringContaining('at most 16 calls') },
    });
  });

  it('tells a refusal and a failure in the words that the model read, never with a result', () => {
    const steps = stepsOf([
      begin(),
      ...opened,
      ask(1, 'm1'),
      ...answer(2, 'm1', { calls: [call('read'), call('read')] }),
      dispatch(2, 'c1.1', 'read'),
      dispatch(2, 'c1.2', 'read'),
      {
        type: 'activity-ended',
        ...at(3),
        id: 'c1.1',
        end: {
          kind: 'completed',
          output: { kind: 'rejected', error: { type: 'ToolError', message: 'not found' } },
        },
      },
      { type: 'activity-started', ...at(4), id: 'c1.2', attempt: 3 },
      {
        type: 'activity-ended',
        ...at(4),
        id: 'c1.2',
        end: {
          kind: 'failed',
          failure: { type: 'tool.transient', message: 'refused', retryable: true, attempts: 3 },
        },
      },
    ]);
    expect(steps.slice(1).map(({ error, result, attempts }) => ({ error, result, attempts }))).toEqual([
      { error: { type: 'ToolError', message: 'Error: not found', retryable: false }, attempts: 0 },
      {
        error: {
          type: 'tool.transient',
          message:
            'Error: read could not be reached after 3 attempts (refused). This is not an empty result.',
          retryable: true,
        },
        attempts: 3,
      },
    ]);
  });

  it('shows a lost model call as a step of its own, and its worst case in the totals', () => {
    const trace = projectTrace([
      begin(),
      ...opened,
      ask(1, 'm1'),
      {
        type: 'activity-ended',
        ...at(2),
        id: 'm1',
        end: { kind: 'failed', failure: { type: 'model.bill-unknown', message: 'cut', retryable: false } },
      },
      ask(2, 'm1.2'),
      ...answer(3, 'm1.2', { text: 'Done.' }),
    ]);
    expect(
      trace?.steps.map(({ stepNumber, turn, error, result }) => ({ stepNumber, turn, error, result })),
    ).toEqual([
      { stepNumber: 1, turn: 1, error: { type: 'model.bill-unknown', message: 'cut', retryable: false } },
      { stepNumber: 2, turn: 1, result: 'Done.' },
    ]);
    expect(trace?.totals).toMatchObject({ turns: 1, modelCalls: 2, inputTokens: 100, costNanoUsd: 7 });
    expect(trace?.totals.unsettledNanoUsd).toBeGreaterThan(0);
  });

  it('cuts a long result to a preview, and keeps it whole with io', () => {
    const facts = [
      begin(),
      ...opened,
      ask(1, 'm1'),
      ...answer(2, 'm1', { calls: [call('read')] }),
      dispatch(2, 'c1.1', 'read'),
      ...output(3, 'c1.1', { text: 'x'.repeat(1_000) }),
    ];
    const cut = stepsOf(facts)[1]?.result;
    expect(cut).toHaveLength(400);
    expect(cut).toMatch(/^\{"text":"xxx.*…$/);
    expect(stepsOf(facts, true)[1]?.result).toEqual({ text: 'x'.repeat(1_000) });
  });

  it('goes on over continue-as-new, and starts in the middle where what came before is gone', () => {
    const first = [begin(), ...opened, ask(1, 'm1'), ...answer(2, 'm1', { calls: [call('read')] })];
    const firstPart = [...first, dispatch(2, 'c1.1', 'read'), ...output(3, 'c1.1', 'one')];
    const before = new RunProjection();
    for (const fact of firstPart) before.add(fact);
    const carried = before.state;
    if (!carried) throw new Error('the first part has a state');
    const secondPart = [begin({ carried }), ask(4, 'm2'), ...answer(5, 'm2', { text: 'Done.' })];
    const numbers = (facts: HistoryFact[]) =>
      stepsOf(facts).map(({ stepNumber, turn, kind }) => [stepNumber, turn, kind]);
    expect(numbers([...firstPart, ...secondPart])).toEqual([
      [1, 1, 'model'],
      [2, 1, 'tool'],
      [3, 2, 'model'],
    ]);
    expect(numbers(secondPart)).toEqual([[3, 2, 'model']]);
    expect(projectTrace(secondPart)).toMatchObject({
      traceId: 'first-run',
      totals: { turns: 2, modelCalls: 2, toolCalls: 1 },
    });
  });

  it('tells an open run by its facts so far: the waiting for its user is counted apart', () => {
    const facts: HistoryFact[] = [
      begin({ chat: true }),
      ...opened,
      ask(1, 'm1'),
      ...answer(2, 'm1', { text: 'What else?' }),
      {
        type: 'message-taken',
        ...at(12),
        event: { type: 'user-spoke', ...at(12), message: 'This.', messageId: 'a' },
      },
      ask(12, 'm2'),
    ];
    const trace = projectTrace(facts, { nowMs: startMs + 15_000 });
    expect(trace?.outcome).toBeUndefined();
    expect(trace?.totals).toMatchObject({ durationMs: 15_000, humanWaitMs: 10_000 });
  });

  it('takes outcome and totals from the run itself when it is closed, and makes them where Temporal closed it', () => {
    const facts = [
      begin(),
      ...opened,
      ask(1, 'm1'),
      ...answer(2, 'm1', { text: 'Half.', calls: [call('read')] }),
    ];
    const cut = projectTrace([
      ...facts,
      { type: 'execution-ended', ...at(9), end: { kind: 'terminated', message: 'ended by ops' } },
    ]);
    expect(cut?.outcome).toEqual({
      kind: 'failed',
      answer: 'Half.',
      reason: { code: 'unexpected', message: 'ended by ops' },
    });
    const projection = new RunProjection();
    for (const fact of facts) projection.add(fact);
    const view = projection.view();
    if (!view) throw new Error('the run has a view');
    const own = { ...view, state: 'closed' as const, totals: { ...view.totals, costNanoUsd: 99 } };
    const closed = projectTrace([
      ...facts,
      { type: 'execution-ended', ...at(9), end: { kind: 'completed', view: own } },
    ]);
    expect(closed?.totals.costNanoUsd).toBe(99);
  });

  it('has every write that the history shows in its ledger, as unknown where it cannot tell why it was made', () => {
    const projection = new RunProjection();
    const facts = [begin(), ...opened, dispatch(1, 'c7.1', 'save'), ...output(2, 'c7.1', 'saved')];
    for (const fact of [...facts, dispatch(3, 'c7.2', 'read'), dispatch(4, 'c7.3', 'gone')])
      projection.add(fact);
    expect(projection.state?.effects).toMatchObject([
      { id: 'c7.1', turn: 7, tool: 'save', class: 'compensable', state: 'unknown', undoable: false },
      { id: 'c7.3', tool: 'gone', class: 'irreversible', state: 'unknown', undoable: false },
    ]);
  });

  it('reads the history of an older worker, whose charter knew no rules and nothing of its tools but their policy', () => {
    const { rules: _, ...old } = charter;
    const { digest: _digest, trust: _trust, has: _has, ...oldTool } = reading;
    const written = { ...old, tools: { read: oldTool, save: { ...oldTool, effect: 'compensable' } } };
    const steps = stepsOf([
      begin(),
      { type: 'activity-scheduled', ...at(0), id: '1', activity: 'open-run' },
      {
        type: 'activity-ended',
        ...at(0),
        id: '1',
        end: { kind: 'completed', output: written as unknown as Json },
      },
      ask(1, 'm1'),
      ...answer(2, 'm1', { calls: [call('save')] }),
      dispatch(2, 'c1.1', 'save'),
      ...output(3, 'c1.1', 'saved'),
    ]);
    expect(steps.map(({ kind, result }) => [kind, result])).toEqual([
      ['model', undefined],
      ['tool', 'saved'],
    ]);
  });

  it('has nothing to tell without a start', () => {
    expect(projectTrace([ask(1, 'm1')])).toBeUndefined();
  });
});
