import { idInExecution } from '../../core/ids/ids.ts';
import type { HistoryFact } from '../../core/trace/history-fact.ts';
import { RunProjection } from '../../core/trace/run-projection.ts';
import { traceOf } from '../../core/trace/trace.ts';
import type { TraceView } from '../../core/trace/trace-view.ts';
import type { Executions } from '../../histories/abandoned-executions.ts';
import { abandonedBranches } from '../../histories/abandoned-steps.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { runNotFound } from '../errors/from-temporal-error.ts';
import { firstKeptRunId, readFacts } from '../history/read-history.ts';
import { readResetRun } from '../history/run-executions.ts';
import { readLaterUndo } from '../undo/later-undo.ts';
import { type FoundRun, findRun } from './find-run.ts';

export interface TraceOptions {
  /** Keep results whole instead of cutting long ones to a preview. */
  readonly io?: boolean | undefined;
}

/**
 * Read a run's step tree from its histories alone: over continue-as-new, without a worker.
 *
 * Undos after its close stand with the calls that they undid. What executions did that a reset left behind comes apart. Of a run older than the server keeps histories, what is left is told.
 *
 * @throws HoldfastError not-found when there is no such run.
 */
export async function traceRun(
  access: TemporalAccess,
  run: string,
  { io = false }: TraceOptions = {},
): Promise<TraceView> {
  const { projection, executions, undone } = await projectRun(access, run);
  const trace = traceOf(projection, { io, ...(projection.isClosed ? {} : { nowMs: Date.now() }) });
  if (!trace) throw runNotFound(run);
  if (!executions) return trace;
  for (const { projection: abandoned, runId } of executions.abandoned)
    for (const fact of undosOf(runId, undone)) abandoned.add(fact);
  const branches = abandonedBranches(trace.steps, executions, io);
  return { ...trace, abandoned: branches.map(({ runId, steps }) => ({ runId, steps })) };
}

/** What the histories of a run tell. */
export interface ToldRun {
  readonly projection: RunProjection;
  /** Absent for a run that was never reset. */
  readonly executions?: Executions | undefined;
  /** What undos outside of it did. */
  readonly undone: readonly HistoryFact[];
}

/** Fold all that the histories of a run tell. */
export async function projectRun(access: TemporalAccess, run: string): Promise<ToldRun> {
  const found = await findRun(access, run);
  const executions = await readResetRun(access, found);
  const projection = new RunProjection();
  const runId = await firstKeptRunId(access, found.id, found.runId);
  for await (const facts of readFacts(access, { workflowId: found.id, runId })) {
    for (const fact of facts) projection.add(fact);
  }
  if (!projection.isClosed) addRunningAttempts(projection, found);
  const mayBeUndone = executions !== undefined || (projection.isClosed && projection.state?.effects.length);
  const undone = mayBeUndone ? (await readLaterUndo(access, found.id)).facts : [];
  for (const fact of undosOf(undefined, undone)) projection.add(fact);
  return { projection, executions, undone };
}

/** Undos of what an abandoned execution made name it: `<undo's run id>:<its run id>:c1.1u1`. */
function undosOf(abandoned: string | undefined, undone: readonly HistoryFact[]): readonly HistoryFact[] {
  return undone.flatMap((fact) => {
    if (!('id' in fact) || fact.id === undefined) return [];
    const [undo = '', ...rest] = fact.id.split(':');
    const id = rest.at(-1) ?? '';
    const of = rest.length > 1 ? rest[0] : undefined;
    return of === abandoned ? [{ ...fact, id: idInExecution(undo, id) }] : [];
  });
}

/** History tells of an attempt only when the activity has ended; until then the server's own count stands. */
function addRunningAttempts(projection: RunProjection, { pendingActivities }: FoundRun): void {
  for (const { activityId, attempt, lastStartedTime } of pendingActivities) {
    if (!activityId || !lastStartedTime) continue;
    const atMs = Number(lastStartedTime.seconds ?? 0) * 1_000;
    projection.add({ type: 'activity-started', id: activityId, attempt: attempt ?? 1, atMs });
  }
}
