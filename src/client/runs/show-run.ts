import { queryNames } from '../../contracts/names.ts';
import { RunProjection } from '../../core/trace/run-projection.ts';
import { given } from '../../core/values/given.ts';
import { nextActions } from '../../core/view/next-actions.ts';
import { type RunView, waitsForPeople } from '../../core/view/run-view.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { runNotFound } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { readFacts } from '../history/read-history.ts';
import { readResetRun } from '../history/run-executions.ts';
import { readLaterUndo, withLaterUndo } from '../undo/later-undo.ts';
import { type FoundRun, findRun } from './find-run.ts';
import { readStall } from './read-stall.ts';
import { viewWithAbandoned } from './with-abandoned.ts';

/** A worker that is there answers in a fraction of this, also one that has to replay the run first. */
const queryTimeoutMs = 3_000;

/**
 * Tell how a run stands.
 *
 * A closed run's result comes from its history, or where it failed or was cancelled in Temporal from what its history
 * tells; its effects as later undos left them, with those of executions that a reset left behind. An open run is asked; where no worker answers within 3 seconds its
 * history tells the last known state, marked `stale`, and why where its workers fail at it.
 *
 * @throws HoldfastError not-found when there is no such run.
 */
export async function showRun(access: TemporalAccess, run: string): Promise<RunView> {
  const found = await findRun(access, run);
  const [view, executions] = await Promise.all([viewOf(access, found), readResetRun(access, found)]);
  if (executions) return viewWithAbandoned(access, view, executions);
  return found.isOpen ? view : withUndone(access, view);
}

async function viewOf(access: TemporalAccess, found: FoundRun): Promise<RunView> {
  if (!found.isOpen) return closedView(access, found);
  try {
    const view = await requestTemporal(
      access,
      { run: found.id },
      () => access.client.workflow.getHandle(found.id).query<RunView>(queryNames.status),
      queryTimeoutMs,
    );
    return upToNow(view, Date.now());
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code === 'temporal_unreachable') throw error;
    return lastKnownView(access, found);
  }
}

/** A run's own clock stands still while nothing happens to it. */
function upToNow(view: RunView, nowMs: number): RunView {
  if (view.state === 'closed') return view;
  const { durationMs, humanWaitMs } = view.totals;
  const sinceMs = Math.max(0, nowMs - Date.parse(view.startedAt) - durationMs);
  const waits = waitsForPeople(view.state);
  return {
    ...view,
    totals: {
      ...view.totals,
      durationMs: durationMs + sinceMs,
      humanWaitMs: humanWaitMs + (waits ? sinceMs : 0),
    },
  };
}

/** Only a run that did something can have been undone since. */
async function withUndone(access: TemporalAccess, view: RunView): Promise<RunView> {
  if (!view.effects.some(({ state }) => state !== 'undone' && state !== 'absent')) return view;
  const effects = withLaterUndo(view.effects, await readLaterUndo(access, view.id));
  return effects === view.effects ? view : { ...view, effects, next: nextActions({ ...view, effects }) };
}

/** The last event holds the run's own last word; an end that Temporal made is told from what came before it. */
async function closedView(access: TemporalAccess, { id, runId }: FoundRun): Promise<RunView> {
  for await (const facts of readFacts(access, { workflowId: id, runId, only: 'close' })) {
    for (const fact of facts) {
      if (fact.type === 'execution-ended' && fact.end.kind === 'completed') return fact.end.view;
    }
  }
  return viewFromHistory(access, id, runId);
}

async function lastKnownView(access: TemporalAccess, found: FoundRun): Promise<RunView> {
  const [view, stalled] = await Promise.all([
    viewFromHistory(access, found.id, found.runId),
    readStall(access, found),
  ]);
  return view.state === 'closed' ? view : { ...view, stale: true, ...given({ stalled }) };
}

/** One execution is enough: it was handed what came before. */
async function viewFromHistory(access: TemporalAccess, workflowId: string, runId: string): Promise<RunView> {
  const projection = new RunProjection();
  for await (const facts of readFacts(access, { workflowId, runId })) {
    for (const fact of facts) projection.add(fact);
  }
  const view = projection.view(projection.isClosed ? undefined : Date.now());
  if (!view) throw runNotFound(workflowId);
  return view;
}
