import { Context } from '@temporalio/activity';
import { resolveCharter } from '../config/resolve-charter.ts';
import type { OpenRunInput } from '../contracts/activities.ts';
import type { Charter } from '../core/charter/charter.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { toApplicationFailure } from './failures/to-application-failure.ts';

/** Whoever watches says so again long before. */
const watchedFromStartMs = 60_000;

/**
 * Resolve the rules of one run: agent, tools, model, prices, limits.
 *
 * Fails, not to be retried, when the task cannot be served by this worker: an unknown agent, no key, no price.
 */
export function openRun(dependencies: ActivityDependencies) {
  return async function openRun({ task }: OpenRunInput): Promise<Charter> {
    const { attempt, taskQueue, workflowExecution } = Context.current().info;
    const resolved = resolveCharter(dependencies.config, task, dependencies.priceOf, taskQueue);
    if (resolved.kind === 'problem') throw toApplicationFailure({ ...resolved, retryable: false, attempt });
    const { charter } = resolved;
    // A queue of its own may be served on another host, which alone has the key.
    const port = charter.model.taskQueue === undefined && dependencies.openModel(charter.model.id);
    if (port && port.kind === 'problem') throw toApplicationFailure({ ...port, retryable: false, attempt });
    if (task.watched && workflowExecution) {
      dependencies.watched.watch(workflowExecution.workflowId, watchedFromStartMs);
    }
    dependencies.transcripts.rememberCharter(charter);
    return charter;
  };
}
