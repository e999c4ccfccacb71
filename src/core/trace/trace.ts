import { given } from '../values/given.ts';
import type { HistoryFact } from './history-fact.ts';
import { RunProjection } from './run-projection.ts';
import type { TraceView } from './trace-view.ts';

/**
 * Project the histories of a run to its trace: the steps in order, the outcome and the totals.
 *
 * A model step comes before its calls, these in the model's order. Without `io` long results are cut to a preview.
 * Totals are the run's own when it is closed, else they follow from the facts up to `nowMs`.
 *
 * @returns undefined when the facts do not begin with the start of an execution.
 */
export function projectTrace(
  facts: readonly HistoryFact[],
  { io = false, nowMs }: { io?: boolean; nowMs?: number } = {},
): TraceView | undefined {
  const projection = new RunProjection();
  for (const fact of facts) projection.add(fact);
  return traceOf(projection, { io, ...given({ nowMs }) });
}

/** Write a projection as `holdfast.trace/v1`. */
export function traceOf(
  projection: RunProjection,
  { io, nowMs }: { io: boolean; nowMs?: number },
): TraceView | undefined {
  const { state } = projection;
  const view = projection.view(nowMs);
  if (!state || !view) return undefined;
  return {
    schema: 'holdfast.trace/v1',
    traceId: state.firstRunId,
    id: state.workflowId,
    task: state.task.input ?? state.task.taskId,
    ...given({ attachments: view.attachments }),
    startedAt: new Date(state.startedAtMs).toISOString(),
    steps: projection.steps(io),
    ...(projection.notes.all.length > 0 ? { notes: projection.notes.all } : {}),
    ...given({ awaitingProvider: view.awaitingProvider, outcome: view.outcome }),
    totals: view.totals,
  };
}
