import { describe, expect, it } from 'vitest';
import { costOfRun, type StepCost } from '../../../src/core/trace/cost.ts';
import type { TraceStep } from '../../../src/core/trace/trace-view.ts';
import type { RunTotals } from '../../../src/core/view/run-view.ts';
import { modelStep, toolStep } from '../../support/sample-run.ts';

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

const sum = (figure: (row: StepCost) => number): number =>
  cost.rows.reduce((total, row) => total + figure(row), 0);

describe('costOfRun', () => {
  it('tells each model call, split over the tools that it proposed, and leaves an unknown bill open', () => {
    const none = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costNanoUsd: 0 };
    const model = 'anthropic:m';
    expect(cost.rows).toEqual([
      { step: 1, turn: 1, model, ...none, unsettled: true },
      {
        step: 2,
        turn: 1,
        model,
        tool: 'look',
        calls: 2,
        errors: 1,
        durationMs: 80,
        inputTokens: 1_333,
        cachedInputTokens: 500,
        outputTokens: 133,
        costNanoUsd: 6_667,
      },
      {
        step: 2,
        turn: 1,
        model,
        tool: 'update_plan',
        calls: 1,
        errors: 0,
        durationMs: 0,
        inputTokens: 667,
        cachedInputTokens: 250,
        outputTokens: 67,
        costNanoUsd: 3_334,
      },
      { step: 5, turn: 2, model, ...none, inputTokens: 1_000, outputTokens: 100, costNanoUsd: 4 },
    ]);
  });

  it('has rows that add up to the run, to the last token and nano-USD', () => {
    expect(cost).toMatchObject({ totalNanoUsd: totals.costNanoUsd, unsettledNanoUsd: 900 });
    expect(sum(({ costNanoUsd }) => costNanoUsd)).toBe(totals.costNanoUsd);
    expect(sum(({ inputTokens }) => inputTokens)).toBe(totals.inputTokens);
    expect(sum(({ cachedInputTokens }) => cachedInputTokens)).toBe(totals.cachedInputTokens);
    expect(sum(({ outputTokens }) => outputTokens)).toBe(totals.outputTokens);
  });

  it('of a run without a model call is nothing', () => {
    const none = { ...totals, costNanoUsd: 0, unsettledNanoUsd: 0 };
    expect(costOfRun([], { run: 'r', agent: 'a', model: '', totals: none })).toEqual({
      schema: 'holdfast.cost/v1',
      run: 'r',
      agent: 'a',
      rows: [],
      totalNanoUsd: 0,
      unsettledNanoUsd: 0,
    });
  });
});
