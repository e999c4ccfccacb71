import { describe, expect, it } from 'vitest';
import { costOfRun } from '../../src/core/cost.ts';
import type { RunTotals } from '../../src/core/run-view.ts';
import type { TraceStep } from '../../src/core/trace-view.ts';
import { modelStep, toolStep } from '../support/sample-run.ts';

const totals: RunTotals = {
  turns: 2,
  modelCalls: 3,
  toolCalls: 2,
  toolErrors: 1,
  inputTokens: 3_000,
  cachedInputTokens: 750,
  outputTokens: 300,
  costNanoUsd: 10_005,
  unsettledNanoUsd: 900,
  durationMs: 1,
  humanWaitMs: 0,
};
const call = (index: number, tool: string, changes: Partial<TraceStep> = {}): TraceStep => {
  const step = toolStep({
    turn: 1,
    call: `c1.${index}`,
    action: { tool, input: {} },
    durationMs: 40,
    ...changes,
  });
  return step;
};
const { costNanoUsd: _, tokensUsed: __, ...lost } = modelStep({ turn: 1, stepNumber: 1 });
const steps: TraceStep[] = [
  lost,
  modelStep({
    turn: 1,
    stepNumber: 2,
    costNanoUsd: 10_001,
    tokensUsed: { input: 2_000, cachedInput: 750, output: 200 },
  }),
  call(1, 'look', { stepNumber: 3 }),
  call(2, 'look', { stepNumber: 4, error: { type: 'ToolError', message: 'nothing', retryable: false } }),
  call(3, 'update_plan', { kind: 'control', stepNumber: 4, durationMs: 0 }),
  modelStep({
    turn: 2,
    stepNumber: 5,
    costNanoUsd: 4,
    tokensUsed: { input: 1_000, cachedInput: 0, output: 100 },
  }),
];
const cost = costOfRun(steps, { run: 'agent/a/t', agent: 'a', model: 'anthropic:m', totals });

describe('costOfRun', () => {
  it('tells each model call, what it proposed, and leaves an unknown bill open', () => {
    expect(cost.steps).toEqual([
      { stepNumber: 1, turn: 1, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, tools: [] },
      {
        stepNumber: 2,
        turn: 1,
        inputTokens: 2_000,
        cachedInputTokens: 750,
        outputTokens: 200,
        costNanoUsd: 10_001,
        tools: ['look', 'look', 'update_plan'],
      },
      {
        stepNumber: 5,
        turn: 2,
        inputTokens: 1_000,
        cachedInputTokens: 0,
        outputTokens: 100,
        costNanoUsd: 4,
        tools: [],
      },
    ]);
  });

  it('splits a model call over the calls that it proposed, to the last nano-USD', () => {
    expect(cost.tools).toEqual([
      { tool: 'look', calls: 2, errors: 1, durationMs: 80, costNanoUsd: 6_668 },
      { tool: 'update_plan', calls: 1, errors: 0, durationMs: 0, costNanoUsd: 3_333 },
      { calls: 2, errors: 0, durationMs: 0, costNanoUsd: 4 },
    ]);
    expect(cost.tools.reduce((sum, tool) => sum + tool.costNanoUsd, 0)).toBe(totals.costNanoUsd);
  });

  it('sums by model and keeps unknown bills apart', () => {
    expect(cost.models).toEqual([
      {
        model: 'anthropic:m',
        calls: 3,
        inputTokens: 3_000,
        cachedInputTokens: 750,
        outputTokens: 300,
        costNanoUsd: 10_005,
      },
    ]);
    expect(cost).toMatchObject({ costNanoUsd: 10_005, unsettledNanoUsd: 900, cachedShare: 0.25 });
  });

  it('of a run without a model call is nothing', () => {
    const none = { ...totals, inputTokens: 0, cachedInputTokens: 0, costNanoUsd: 0 };
    expect(costOfRun([], { run: 'r', agent: 'a', model: '', totals: none })).toMatchObject({
      cachedShare: 0,
      steps: [],
      models: [],
      tools: [],
    });
  });
});
