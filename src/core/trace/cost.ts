import { isUnbilled } from '../model/unbilled-failures.ts';
import type { OutcomeKind } from '../run/outcome.ts';
import type { RunTotals } from '../view/run-view.ts';
import type { TraceStep } from './trace-view.ts';

/**
 * `holdfast.cost/v1` of one run: where its money went.
 *
 * Its rows add up, however they are grouped: by step, by tool or by model. Of a run older than the server keeps
 * histories the rows of the steps that are left are told; the total is whole.
 */
export interface RunCost {
  readonly schema: 'holdfast.cost/v1';
  readonly run: string;
  readonly agent: string;
  readonly rows: readonly StepCost[];
  readonly totalNanoUsd: number;
  /** Worst case of calls whose bill nobody knows; not part of the total. */
  readonly unsettledNanoUsd: number;
}

/**
 * What one model call cost, or its share for one of the tools that it proposed.
 *
 * A call that proposed several is split evenly over the calls that it proposed, tokens and all.
 */
export interface StepCost {
  /** Number of the model call's step. */
  readonly step: number;
  readonly turn: number;
  readonly model: string;
  /** Absent: the answer proposed no tool. */
  readonly tool?: string;
  /** Calls of the tool that the answer proposed. */
  readonly calls?: number;
  /** Of these calls, those that ended in an error. */
  readonly errors?: number;
  /** Of these calls together. */
  readonly durationMs?: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  /** The model call is under way, or nobody knows its bill: nothing of it is counted. */
  readonly unsettled?: true;
  /** Temporal’s run id of the execution that made the call, where a reset left that behind. */
  readonly abandonedIn?: string;
}

/** `holdfast.cost/v1` over runs, as of each one's last change of state. */
export interface RunsCost {
  readonly schema: 'holdfast.cost/v1';
  readonly runs: number;
  /** Dearest first. */
  readonly rows: readonly GroupCost[];
  readonly totalNanoUsd: number;
  /** Worst case of calls whose bill nobody knows, not part of the total; absent without such a call. */
  readonly unsettledNanoUsd?: number;
  /** There were more runs than were asked for; the newest are counted. */
  readonly truncated?: true;
}

export interface GroupCost {
  readonly agent: string;
  /** Absent where a run never came so far. */
  readonly model?: string;
  /** Absent for open runs. */
  readonly outcome?: OutcomeKind;
  readonly runs: number;
  readonly steps: number;
  readonly costNanoUsd: number;
  /** Worst case of calls whose bill nobody knows; absent without such a call. */
  readonly unsettledNanoUsd?: number;
}

/** Split a run's cost by step, model and tool, from its trace. */
export function costOfRun(
  steps: readonly TraceStep[],
  about: { readonly run: string; readonly agent: string; readonly model: string; readonly totals: RunTotals },
): RunCost {
  const { run, agent, model, totals } = about;
  return {
    schema: 'holdfast.cost/v1',
    run,
    agent,
    rows: modelSteps(steps).flatMap((step) => rowsOf(step, steps, model)),
    totalNanoUsd: totals.costNanoUsd,
    unsettledNanoUsd: totals.unsettledNanoUsd,
  };
}

/** Add what executions cost that resets left behind: it was billed all the same. */
export function withAbandonedCost(
  cost: RunCost,
  branches: readonly {
    readonly runId: string;
    readonly steps: readonly TraceStep[];
    readonly unsettledNanoUsd: number;
  }[],
  model: string,
): RunCost {
  const rows = branches.flatMap(({ runId, steps }) =>
    modelSteps(steps)
      .flatMap((step) => rowsOf(step, steps, model))
      .map((row) => ({ ...row, abandonedIn: runId })),
  );
  return {
    ...cost,
    rows: [...rows, ...cost.rows],
    totalNanoUsd: rows.reduce((sum, row) => sum + row.costNanoUsd, cost.totalNanoUsd),
    unsettledNanoUsd: branches.reduce((sum, branch) => sum + branch.unsettledNanoUsd, cost.unsettledNanoUsd),
  };
}

function modelSteps(steps: readonly TraceStep[]): readonly TraceStep[] {
  return steps.filter(({ kind }) => kind === 'model');
}

function rowsOf(step: TraceStep, steps: readonly TraceStep[], model: string): readonly StepCost[] {
  const { stepNumber, turn, tokensUsed, costNanoUsd } = step;
  // Of several model calls of a turn only the last was answered.
  const answered = steps.findLast((other) => other.kind === 'model' && other.turn === turn) === step;
  const calls = answered ? steps.filter((other) => other.turn === turn && isProposed(other)) : [];
  const tools = [...new Set(calls.map(({ action }) => action?.tool))];
  const groups = tools.map((tool) => ({ tool, calls: calls.filter(({ action }) => action?.tool === tool) }));
  const weights = groups.map((group) => group.calls.length);
  const input = split(tokensUsed?.input ?? 0, weights);
  const cached = split(tokensUsed?.cachedInput ?? 0, weights);
  const output = split(tokensUsed?.output ?? 0, weights);
  const cost = split(costNanoUsd ?? 0, weights);
  return cost.map((share, position): StepCost => {
    const group = groups[position];
    return {
      step: stepNumber,
      turn,
      model,
      ...(group?.tool === undefined ? {} : { tool: group.tool, ...countsOf(group.calls) }),
      inputTokens: input[position] ?? 0,
      cachedInputTokens: cached[position] ?? 0,
      outputTokens: output[position] ?? 0,
      costNanoUsd: share,
      ...(costNanoUsd === undefined && !isUnbilled(step.error?.type) ? { unsettled: true } : {}),
    };
  });
}

function isProposed({ kind, action }: TraceStep): boolean {
  return (kind === 'tool' || kind === 'control') && action !== undefined;
}

function countsOf(calls: readonly TraceStep[]): { calls: number; errors: number; durationMs: number } {
  return {
    calls: calls.length,
    errors: calls.filter(({ error }) => error !== undefined).length,
    durationMs: calls.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0),
  };
}

/** In whole units that add up to the amount; without weights it is one share. */
function split(amount: number, weights: readonly number[]): readonly number[] {
  if (weights.length === 0) return [amount];
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let weightBefore = 0;
  return weights.map((weight) => {
    const start = Math.floor((amount * weightBefore) / whole);
    weightBefore += weight;
    return Math.floor((amount * weightBefore) / whole) - start;
  });
}
