import type { WorkflowExecutionDescription } from '@temporalio/client';
import { workflowNames } from '../../contracts/names.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { runNotFound } from '../errors/from-temporal-error.ts';
import { resolveRunId } from './run-id.ts';

/** A run that exists, as the server describes its last execution. */
export interface FoundRun {
  readonly id: string;
  /** Of the last execution of the chain, and of its first. */
  readonly runId: string;
  readonly firstRunId: string;
  readonly isOpen: boolean;
  /** Where workers take it up. */
  readonly taskQueue: string;
  /** Events of the last execution so far. */
  readonly historyLength: number;
  /** How often its next step was tried, where one is due. */
  readonly stepAttempts: number;
  readonly pendingActivities: NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>;
}

/**
 * Find the run that RUN stands for.
 *
 * @throws HoldfastError not-found when there is none, usage when several tasks have that id.
 */
export async function findRun(access: TemporalAccess, run: string): Promise<FoundRun> {
  const id = await resolveRunId(access, run);
  const found = await requestTemporal(access, { run: id }, () =>
    access.client.workflow.getHandle(id).describe(),
  );
  if (found.type !== workflowNames.agentRun) throw runNotFound(run);
  return {
    id,
    runId: found.runId,
    firstRunId: found.raw.workflowExecutionInfo?.firstRunId || found.runId,
    isOpen: found.closeTime === undefined,
    taskQueue: found.raw.executionConfig?.taskQueue?.name || access.taskQueue,
    historyLength: found.historyLength,
    stepAttempts: found.raw.pendingWorkflowTask?.attempt ?? 0,
    pendingActivities: found.raw.pendingActivities ?? [],
  };
}
