import type { WorkflowExecutionInfo } from '@temporalio/client';
import { undoRunWorkflowId, workflowNames } from '../../contracts/names.ts';
import type { RunStateName } from '../../core/view/run-view.ts';
import { queryLiteral } from '../../histories/query-literal.ts';
import type { RunSummary } from '../../reports/run-summary.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { toRunSummary } from './run-summary.ts';

export interface ListOptions {
  readonly state?: RunStateName | undefined;
  readonly agent?: string | undefined;
  /** Further condition in Temporal's list language: `HoldfastCostNanoUsd > 1000000`. */
  readonly query?: string | undefined;
  /** 50 unless told. */
  readonly limit?: number | undefined;
}

const defaultLimit = 50;

/**
 * List runs, newest start first, closed ones included: by visibility alone, whether or not a worker runs.
 *
 * Visibility follows a change within a moment. A run that continued as new is one run, and so is one that was reset: it
 * is listed as its latest execution stands.
 *
 * @throws HoldfastError usage `query_invalid` when Temporal does not understand the query.
 */
export async function listRuns(access: TemporalAccess, options: ListOptions = {}): Promise<RunSummary[]> {
  const { state, agent, query, limit = defaultLimit } = options;
  if (limit < 1) return [];
  const conditions = [
    `WorkflowType = ${queryLiteral(workflowNames.agentRun)}`,
    ...(agent === undefined ? [] : [`HoldfastAgent = ${queryLiteral(agent)}`]),
    ...(state === undefined || state === 'closed' ? [] : [`HoldfastState = ${queryLiteral(state)}`]),
    ...(query === undefined ? [] : [`(${query})`]),
  ];
  const where = (status: string) => [...conditions, `ExecutionStatus ${status}`].join(' AND ');
  const closedStatus = "IN ('Completed', 'Failed', 'Canceled', 'Terminated', 'TimedOut')";
  const open = state === 'closed' ? [] : await newest(access, where("= 'Running'"), limit);
  const isOpen = new Set(open.map(({ id }) => id));
  const closed =
    state === undefined || state === 'closed'
      ? (await newest(access, where(closedStatus), limit + open.length)).filter(({ id }) => !isOpen.has(id))
      : [];
  const runs = [...open, ...closed].sort(byStart).slice(0, limit);
  return closed.some((run) => runs.includes(run)) ? withOpenUndos(access, runs) : runs;
}

/** Undos that wait for a person at most; there are few. */
const maxOpenUndos = 1_000;

/** A closed run waits for a person where an undo of it does. */
async function withOpenUndos(access: TemporalAccess, runs: readonly RunSummary[]): Promise<RunSummary[]> {
  const waiting = new Set<string>();
  await requestTemporal(access, {}, async () => {
    const query = `WorkflowType = ${queryLiteral(workflowNames.undoRun)} AND HoldfastState = 'awaiting-human' AND ExecutionStatus = 'Running'`;
    for await (const { workflowId } of access.client.workflow.list({ query, pageSize: maxOpenUndos })) {
      waiting.add(workflowId);
      if (waiting.size >= maxOpenUndos) break;
    }
  });
  return runs.map((run) =>
    run.state === 'closed' && waiting.has(undoRunWorkflowId(run.id)) ? { ...run, pending: 1 } : run,
  );
}

/**
 * The newest executions of one status.
 *
 * Visibility has an order of its own: open executions by start, closed ones by close, newest first. What closed before
 * the oldest of enough starts cannot have started after it, so that reading ends there.
 */
async function newest(access: TemporalAccess, query: string, limit: number): Promise<RunSummary[]> {
  const found: RunSummary[] = [];
  const seen = new Set<string>();
  const pageSize = Math.min(1_000, limit + 20);
  await requestTemporal(access, {}, async () => {
    for await (const execution of access.client.workflow.list({ query, pageSize })) {
      if (found.length >= limit && cannotPrecede(execution, found, limit)) break;
      // Temporal ends an execution that it resets; of several closed ones the last to close comes first.
      if (seen.has(execution.workflowId) || (await wasReset(access, execution))) continue;
      seen.add(execution.workflowId);
      found.push(toRunSummary(execution));
    }
  });
  return found.sort(byStart).slice(0, limit);
}

/** Whether a terminated execution is not the run's latest. Asked of these alone: there are few. */
async function wasReset(
  access: TemporalAccess,
  { workflowId, runId, status }: WorkflowExecutionInfo,
): Promise<boolean> {
  if (status.name !== 'TERMINATED') return false;
  const latest = await access.client.workflow.getHandle(workflowId).describe();
  return latest.runId !== runId;
}

function cannotPrecede(
  { startTime, closeTime }: WorkflowExecutionInfo,
  found: RunSummary[],
  limit: number,
): boolean {
  const cutoff = found.sort(byStart)[limit - 1]?.startedAt ?? '';
  return (closeTime ?? startTime).toISOString() < cutoff;
}

function byStart(a: RunSummary, b: RunSummary): number {
  return b.startedAt.localeCompare(a.startedAt);
}
