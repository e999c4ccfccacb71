import { Context } from '@temporalio/activity';
import { resolveCharter } from '../config/resolve-charter.ts';
import type { OpenRunInput } from '../contracts/activities.ts';
import type { Charter } from '../core/charter/charter.ts';
import { modelOptionsOf } from '../core/charter/model-options.ts';
import { failureTypes } from '../core/values/failure-types.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { toApplicationFailure } from './failures/to-application-failure.ts';

/** Whoever watches says so again long before. */
const watchedFromStartMs = 60_000;

/**
 * Resolve the rules of one run: agent, tools, model, prices, limits.
 *
 * Fails, not to be retried, when the task cannot be served by this worker: an unknown agent, no key, no price, a setting
 * that its model does not take.
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
    const unsent = port ? await unsentSettings(port, charter) : [];
    if (unsent.length > 0) {
      const message = `Agent ${charter.agent.name} cannot be run with ${charter.model.id}: ${unsent.join('. ')}.`;
      throw toApplicationFailure({ type: failureTypes.taskInvalid, message, retryable: false, attempt });
    }
    if (task.watched && workflowExecution) {
      dependencies.watched.watch(workflowExecution.workflowId, watchedFromStartMs);
    }
    dependencies.transcripts.rememberCharter(charter);
    return charter;
  };
}

type Ready = Extract<ReturnType<ActivityDependencies['openModel']>, { kind: 'ready' }>;

/** What the charter's model is asked in, and would not be sent: shown as set, it would be a promise broken in silence. */
async function unsentSettings({ port, model }: Ready, { model: rules }: Charter): Promise<readonly string[]> {
  return port.unsent({
    model,
    instructions: '',
    messages: [{ role: 'user', content: 'Go.' }],
    tools: [],
    maxOutputTokens: rules.maxOutputTokens,
    options: modelOptionsOf(rules),
    signal: new AbortController().signal,
  });
}
