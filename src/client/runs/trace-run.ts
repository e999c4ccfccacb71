import { RunProjection } from '../../core/trace/run-projection.ts';
import { traceOf } from '../../core/trace/trace.ts';
import type { TraceView } from '../../core/trace/trace-view.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { runNotFound } from '../errors/from-temporal-error.ts';
import { firstKeptRunId, readFacts } from '../history/read-history.ts';
import { readLaterUndo } from '../undo/later-undo.ts';
import { type FoundRun, findRun } from './find-run.ts';

export interface TraceOptions {
  /** Keep results whole instead of cutting long ones to a preview. */
  readonly io?: boolean | undefined;
}

/**
 * Read a run's step tree from its histories alone: over continue-as-new, without a worker.
 *
 * Undos after its close stand with the calls that they undid. Of a run older than the server keeps histories, what is left is told.
 *
 * @throws HoldfastError not-found when there is no such run.
 */
export async function traceRun(
  access: TemporalAccess,
  run: string,
  { io = false }: TraceOptions = {},
): Promise<TraceView> {
  const projection = await projectRun(access, run);
  const trace = traceOf(projection, { io, ...(projection.isClosed ? {} : { nowMs: Date.now() }) });
  if (!trace) throw runNotFound(run);
  return trace;
}

/** Fold all that the histories of a run tell. */
export async function projectRun(access: TemporalAccess, run: string): Promise<RunProjection> {
  const found = await findRun(access, run);
  const projection = new RunProjection();
  const runId = await firstKeptRunId(access, found.id, found);
  for await (const facts of readFacts(access, { workflowId: found.id, runId })) {
    for (const fact of facts) projection.add(fact);
  }
  if (!projection.isClosed) addRunningAttempts(projection, found);
  else if (projection.state?.effects.length) {
    for (const fact of (await readLaterUndo(access, found.id)).facts) projection.add(fact);
  }
  return projection;
}

/** History tells of an attempt only when the activity has ended; until then the server's own count stands. */
function addRunningAttempts(projection: RunProjection, { pendingActivities }: FoundRun): void {
  for (const { activityId, attempt, lastStartedTime } of pendingActivities) {
    if (!activityId || !lastStartedTime) continue;
    const atMs = Number(lastStartedTime.seconds ?? 0) * 1_000;
    projection.add({ type: 'activity-started', id: activityId, attempt: attempt ?? 1, atMs });
  }
}
