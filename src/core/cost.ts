import type { OutcomeKind } from './outcome.ts';
import type { RunTotals } from './run-view.ts';
import type { TraceStep } from './trace-view.ts';

/** `holdfast.cost/v1` of one run: where its money went. */
export interface RunCost {
  readonly schema: 'holdfast.cost/v1';
  readonly of: 'run';
  readonly run: string;
  readonly agent: string;
  readonly costNanoUsd: number;
  /** Worst case of calls whose bill nobody knows; not part of the cost. */
  readonly unsettledNanoUsd: number;
  /** Of the input tokens, those that came from a provider's cache: 0 to 1. */
  readonly cachedShare: number;
  /** Model calls, in order. A call without a cost is under way or has an unknown bill. */
  readonly steps: readonly StepCost[];
  readonly models: readonly ModelCost[];
  readonly tools: readonly ToolCost[];
}

export interface StepCost {
  readonly stepNumber: number;
  readonly turn: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd?: number;
  /** Tools that the answer proposed. */
  readonly tools: readonly string[];
}

export interface ModelCost {
  readonly model: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
}

export interface ToolCost {
  /** Absent: answers that proposed no tool. */
  readonly tool?: string;
  readonly calls: number;
  readonly errors: number;
  readonly durationMs: number;
  /** Of the model calls that proposed it, each split evenly over the calls that it proposed. Adds up to the run's. */
  readonly costNanoUsd: number;
}

/** `holdfast.cost/v1` over runs, as of each one's last change of state. */
export interface RunsCost {
  readonly schema: 'holdfast.cost/v1';
  readonly of: 'runs';
  readonly runs: number;
  readonly costNanoUsd: number;
  /** There were more runs than were asked for; the newest are counted. */
  readonly truncated?: true;
  /** Dearest first. */
  readonly groups: readonly CostGroup[];
}

export interface CostGroup {
  readonly agent: string;
  /** Absent where a run never came so far. */
  readonly model?: string;
  /** Absent for open runs. */
  readonly outcome?: OutcomeKind;
  readonly runs: number;
  readonly steps: number;
  readonly costNanoUsd: number;
}

/** Split a run's cost by step, model and tool, from its trace. */
export function costOfRun(
  steps: readonly TraceStep[],
  about: { readonly run: string; readonly agent: string; readonly model: string; readonly totals: RunTotals },
): RunCost {
  const { run, agent, model, totals } = about;
  const { costNanoUsd, unsettledNanoUsd, inputTokens, cachedInputTokens } = totals;
  const models = steps.filter(({ kind }) => kind === 'model').map((step) => stepCost(step, steps));
  return {
    schema: 'holdfast.cost/v1',
    of: 'run',
    run,
    agent,
    costNanoUsd,
    unsettledNanoUsd,
    cachedShare: inputTokens === 0 ? 0 : cachedInputTokens / inputTokens,
    steps: models,
    models: models.length === 0 ? [] : [modelCost(model, models)],
    tools: toolCosts(models, steps),
  };
}

function stepCost(step: TraceStep, steps: readonly TraceStep[]): StepCost {
  const { stepNumber, turn, tokensUsed, costNanoUsd } = step;
  const answered = steps.findLast((other) => other.kind === 'model' && other.turn === turn) === step;
  return {
    stepNumber,
    turn,
    inputTokens: tokensUsed?.input ?? 0,
    cachedInputTokens: tokensUsed?.cachedInput ?? 0,
    outputTokens: tokensUsed?.output ?? 0,
    ...(costNanoUsd === undefined ? {} : { costNanoUsd }),
    // Of several model calls of a turn only the last was answered.
    tools: answered ? steps.filter((other) => other.turn === turn).flatMap(proposedTool) : [],
  };
}

function proposedTool({ kind, action }: TraceStep): readonly string[] {
  return (kind === 'tool' || kind === 'control') && action ? [action.tool] : [];
}

function modelCost(model: string, steps: readonly StepCost[]): ModelCost {
  return {
    model,
    calls: steps.length,
    inputTokens: sum(steps.map(({ inputTokens }) => inputTokens)),
    cachedInputTokens: sum(steps.map(({ cachedInputTokens }) => cachedInputTokens)),
    outputTokens: sum(steps.map(({ outputTokens }) => outputTokens)),
    costNanoUsd: sum(steps.map(({ costNanoUsd = 0 }) => costNanoUsd)),
  };
}

function toolCosts(models: readonly StepCost[], steps: readonly TraceStep[]): readonly ToolCost[] {
  const shares = models.flatMap(({ tools, costNanoUsd = 0 }) => split(costNanoUsd, tools));
  const names = [...new Set(shares.map(({ tool }) => tool))];
  const costs = names.map((tool): ToolCost => {
    const calls = tool === undefined ? [] : steps.filter((step) => proposedTool(step)[0] === tool);
    const own = shares.filter((share) => share.tool === tool);
    return {
      ...(tool === undefined ? {} : { tool }),
      calls: tool === undefined ? own.length : calls.length,
      errors: calls.filter(({ error }) => error !== undefined).length,
      durationMs: sum(calls.map(({ durationMs = 0 }) => durationMs)),
      costNanoUsd: sum(own.map((share) => share.costNanoUsd)),
    };
  });
  return costs.sort((a, b) => b.costNanoUsd - a.costNanoUsd);
}

/** In whole nano-USD: the first ones get what does not divide. */
function split(costNanoUsd: number, tools: readonly string[]): { tool?: string; costNanoUsd: number }[] {
  if (tools.length === 0) return [{ costNanoUsd }];
  const each = Math.floor(costNanoUsd / tools.length);
  const rest = costNanoUsd - each * tools.length;
  return tools.map((tool, position) => ({ tool, costNanoUsd: each + (position < rest ? 1 : 0) }));
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}
