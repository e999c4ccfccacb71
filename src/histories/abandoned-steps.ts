import type { TraceStep } from '../core/trace/trace-view.ts';
import type { Executions } from './abandoned-executions.ts';

/** What one execution did that a reset left behind, and that neither its run nor an earlier one of them shares. */
export interface AbandonedBranch {
  readonly runId: string;
  readonly steps: readonly TraceStep[];
  /** Worst case of model calls whose bill nobody knows: also of one that was under way when the execution ended. */
  readonly unsettledNanoUsd: number;
}

/** Tell what abandoned executions did, each step once: they share what came before their resets. */
export function abandonedBranches(
  own: readonly TraceStep[],
  { abandoned }: Pick<Executions, 'abandoned'>,
  io: boolean,
): readonly AbandonedBranch[] {
  const seen = new Set(own.map(identityOf));
  return abandoned.map(({ runId, projection }) => {
    const steps = projection.steps(io).filter((step) => !seen.has(identityOf(step)));
    for (const step of steps) seen.add(identityOf(step));
    const { counters, modelCall } = projection.state ?? {};
    const isOpen = steps.some(({ kind, costNanoUsd }) => kind === 'model' && costNanoUsd === undefined);
    const unsettledNanoUsd = (counters?.unsettledNanoUsd ?? 0) + (modelCall?.reservedNanoUsd ?? 0);
    return { runId, steps, unsettledNanoUsd: isOpen ? unsettledNanoUsd : 0 };
  });
}

/** The same step in two histories began and ended in the same moments. */
function identityOf({ kind, turn, call, startedAt, durationMs }: TraceStep): string {
  return [kind, turn, call, startedAt, durationMs].join(' ');
}
