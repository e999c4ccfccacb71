import { type Logger, Worker } from '@temporalio/worker';
import type { CompiledWorkerOptions } from '@temporalio/worker/lib/worker-options.js';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import type { WorkflowBundleWithSourceMapAndFilename as Bundle } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';
import { keepWorkflowThread, type RunOfStep } from './workflow-thread.ts';

/** The server gives a workflow task up after as long. */
const longestStepMs = 10_000;

/** Temporal's worker, which runs workflow code as `keepWorkflowThread` does; `onStep` hears of each of its steps before. */
export function agentWorker(onStep?: (run: RunOfStep) => void): typeof Worker {
  return class AgentWorker extends Worker {
    protected static override createWorkflowCreator(
      bundle: Bundle,
      { activities }: CompiledWorkerOptions,
      logger: Logger,
    ): Promise<WorkflowCreator> {
      const activityNames = new Set(activities.keys());
      return keepWorkflowThread({ bundle, activityNames, logger, longestMs: longestStepMs, onStep });
    }
  };
}
