import type { WorkflowExecutionInfo } from '@temporalio/client';
import { memoNames } from '../../contracts/names.ts';
import type { RunProgress } from '../../contracts/run-progress.ts';
import { type SearchAttributeName, searchAttributes } from '../../contracts/search-attributes.ts';
import type { OutcomeKind } from '../../core/run/outcome.ts';
import { given } from '../../core/values/given.ts';
import { type RunStateName, waitsForPeople } from '../../core/view/run-view.ts';
import type { RunSummary } from '../../reports/run-summary.ts';
import { parseRunId } from './run-id.ts';

/** Tell a run by what its search attributes and memo say, as of its last change of state. */
export function toRunSummary(execution: WorkflowExecutionInfo): RunSummary {
  const { workflowId, startTime, closeTime, memo } = execution;
  const { agent, taskId } = parseRunId(workflowId) ?? { agent: '', taskId: workflowId };
  const progress = memo?.[memoNames.progress] as Partial<RunProgress> | undefined;
  const closed = closeTime !== undefined;
  const state = closed ? 'closed' : ((read(execution, 'HoldfastState') as RunStateName) ?? 'running');
  return {
    schema: 'holdfast.run-summary/v1',
    id: workflowId,
    taskId,
    agent,
    state,
    ...(closed ? { outcome: { kind: outcomeOf(execution) } } : {}),
    progress: closed ? 100 : (progress?.progress ?? 0),
    steps: Number(read(execution, 'HoldfastSteps') ?? 0),
    costNanoUsd: Number(read(execution, 'HoldfastCostNanoUsd') ?? 0),
    ...given({ unsettledNanoUsd: progress?.unsettledNanoUsd }),
    startedAt: startOf(startTime, progress?.startedAt).toISOString(),
    ...(closed ? { closedAt: closeTime.toISOString() } : {}),
    ...(closed
      ? {}
      : given({
          waitsForProvider: progress?.waitsForProvider,
          waitsForWorker: progress?.waitsForWorker,
        })),
    pending: closed ? 0 : (progress?.openApprovals ?? (asksSomebody(state) ? 1 : 0)),
  };
}

function asksSomebody(state: RunStateName): boolean {
  return state !== 'paused' && waitsForPeople(state);
}

/** The model that a run goes by, once its rules are resolved. */
export function readModel(execution: WorkflowExecutionInfo): string | undefined {
  return read(execution, 'HoldfastModel') as string | undefined;
}

function outcomeOf(execution: WorkflowExecutionInfo): OutcomeKind {
  const written = read(execution, 'HoldfastOutcome');
  if (written !== undefined) return written as OutcomeKind;
  return execution.status.name === 'CANCELLED' ? 'cancelled' : 'failed';
}

/** The memo was first written by a client whose clock may differ a little; only a continued run is further off. */
const clockToleranceMs = 60_000;

function startOf(execution: Date, noted: string | undefined): Date {
  const run = new Date(noted ?? execution);
  // Whoever started it may have written anything into its memo.
  if (Number.isNaN(run.getTime())) return execution;
  return execution.getTime() - run.getTime() > clockToleranceMs ? run : execution;
}

function read(execution: WorkflowExecutionInfo, name: SearchAttributeName): unknown {
  return execution.typedSearchAttributes.get({ name, type: searchAttributes[name] });
}
