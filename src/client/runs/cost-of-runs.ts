import { workflowNames } from '../../contracts/names.ts';
import type { Spent } from '../../core/budget/spent-in-words.ts';
import type { GroupCost, RunCost, RunsCost } from '../../core/trace/cost.ts';
import { costOfRun, withAbandonedCost } from '../../core/trace/cost.ts';
import { given } from '../../core/values/given.ts';
import { abandonedBranches } from '../../histories/abandoned-steps.ts';
import { queryLiteral } from '../../histories/query-literal.ts';
import { spentBy } from '../../histories/spent-before-reset.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { runNotFound } from '../errors/from-temporal-error.ts';
import { readResetRun } from '../history/run-executions.ts';
import { findRun } from './find-run.ts';
import { readModel, toRunSummary } from './run-summary.ts';
import { projectRun } from './trace-run.ts';

export interface CostOptions {
  readonly agent?: string | undefined;
  /** Further condition in Temporal's list language: `StartTime > '2026-11-01T00:00:00Z'`. */
  readonly query?: string | undefined;
  /** Runs that are counted at most, the newest; 10,000 unless told. */
  readonly limit?: number | undefined;
}

const defaultLimit = 10_000;
/** Runs whose histories are read for it. */
const maxReset = 100;

/** What executions cost that resets of a run left behind. */
async function spentBeforeResets(access: TemporalAccess, id: string): Promise<Spent> {
  const executions = await readResetRun(access, await findRun(access, id));
  if (!executions) return { costNanoUsd: 0 };
  const own = executions.own.flatMap(({ projection }) => projection.steps(false));
  return spentBy(abandonedBranches(own, executions, false), executions);
}

/** A worst case is told only where there is one. */
function addSpent(before: Spent | undefined, more: Spent): Spent {
  const unsettledNanoUsd = (before?.unsettledNanoUsd ?? 0) + (more.unsettledNanoUsd ?? 0);
  return {
    costNanoUsd: (before?.costNanoUsd ?? 0) + more.costNanoUsd,
    ...(unsettledNanoUsd > 0 ? { unsettledNanoUsd } : {}),
  };
}

/**
 * Read from its histories where a run's money went.
 *
 * Of a run older than the server keeps histories, the steps that are left are told; its totals are whole. What executions
 * cost that a reset left behind is in it.
 *
 * @throws HoldfastError not-found when there is no such run.
 */
export async function readRunCost(access: TemporalAccess, run: string): Promise<RunCost> {
  const { projection, executions } = await projectRun(access, run);
  const { state } = projection;
  const view = projection.view();
  if (!state || !view) throw runNotFound(run);
  const steps = projection.steps(false);
  const about = { run: view.id, agent: view.agent, model: state.charter?.model.id ?? state.task.model ?? '' };
  const cost = costOfRun(steps, { ...about, totals: view.totals });
  return executions
    ? withAbandonedCost(cost, abandonedBranches(steps, executions, false), about.model)
    : cost;
}

/**
 * Add up what runs cost by agent, model and outcome, from visibility alone.
 *
 * Figures are as of each run's last change of state: those of an open run may lag behind. Of a run that was reset and of
 * which the query finds more than one execution, what it cost before is added, from its histories: of the newest 100.
 *
 * @throws HoldfastError usage `query_invalid` when Temporal does not understand the query.
 */
export async function readRunsCost(
  access: TemporalAccess,
  { agent, query, limit = defaultLimit }: CostOptions = {},
): Promise<RunsCost> {
  const conditions = [
    `WorkflowType = ${queryLiteral(workflowNames.agentRun)}`,
    // A part that went on as another is counted with the last one.
    "ExecutionStatus != 'ContinuedAsNew'",
    ...(agent === undefined ? [] : [`HoldfastAgent = ${queryLiteral(agent)}`]),
    ...(query === undefined ? [] : [`(${query})`]),
  ];
  const groups = new Map<string, GroupCost>();
  const groupOf = new Map<string, string>();
  const again = new Set<string>();
  let runs = 0;
  const seen = new Set<string>();
  let truncated = false;
  await requestTemporal(access, {}, async () => {
    const list = access.client.workflow.list({ query: conditions.join(' AND '), pageSize: 1_000 });
    for await (const execution of list) {
      // Open ones come first, then the last to close: of a run that was reset the latest execution counts.
      if (seen.has(execution.workflowId)) {
        again.add(execution.workflowId);
        continue;
      }
      seen.add(execution.workflowId);
      truncated = runs === limit;
      if (truncated) break;
      runs++;
      const { agent: of, outcome, steps, costNanoUsd, unsettledNanoUsd = 0 } = toRunSummary(execution);
      const model = readModel(execution);
      const key = JSON.stringify([of, model, outcome?.kind]);
      groupOf.set(execution.workflowId, key);
      const before = groups.get(key);
      groups.set(key, {
        agent: of,
        ...given({ model, outcome: outcome?.kind }),
        runs: (before?.runs ?? 0) + 1,
        steps: (before?.steps ?? 0) + steps,
        ...addSpent(before, { costNanoUsd, unsettledNanoUsd }),
      });
    }
  });
  for (const id of [...again].slice(0, maxReset)) {
    const key = groupOf.get(id) ?? '';
    const group = groups.get(key);
    if (!group) continue;
    groups.set(key, { ...group, ...addSpent(group, await spentBeforeResets(access, id)) });
  }
  const rows = [...groups.values()].sort((a, b) => b.costNanoUsd - a.costNanoUsd || b.runs - a.runs);
  const { costNanoUsd: totalNanoUsd, ...unsettled } = rows.reduce<Spent>(
    (sum, group) => addSpent(sum, group),
    { costNanoUsd: 0 },
  );
  return {
    schema: 'holdfast.cost/v1',
    runs,
    rows,
    totalNanoUsd,
    ...unsettled,
    ...(truncated ? { truncated } : {}),
  };
}
