import { randomBytes } from 'node:crypto';
import type { AgentRunInput } from '../../contracts/agent-task.ts';
import { agentRunWorkflowId, memoNames, workflowNames } from '../../contracts/names.ts';
import type { RunProgress } from '../../contracts/run-progress.ts';
import type { AgentTask } from '../../core/run/agent-task.ts';
import { cutToOneLine } from '../../core/values/one-line.ts';
import { checkAgentTask } from '../../reports/agent-task.ts';
import type { RunSummary } from '../../reports/run-summary.ts';
import { type Attachment, attachFiles } from '../attachments/attach-files.ts';
import { loginName } from '../connection/login-name.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { workflowTaskTimeoutMs } from '../connection/workflow-task-timeout.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';

/** What starts a run: an agent task, of which the task id and who started it may be left out. */
export type StartOptions = {
  readonly [Field in Exclude<keyof AgentTask, 'attachments'>]?: AgentTask[Field] | undefined;
} & {
  readonly agent: string;
  /** Files that the model reads with the task's text: 1 MiB each at most, 10 and 1.5 MiB together. */
  readonly attachments?: readonly Attachment[] | undefined;
  /** Of the workers that serve the run; the running `dev`'s or `holdfast` unless told. */
  readonly taskQueue?: string | undefined;
};

/** Of a summary, which the server limits to 400 bytes. */
const maxSummaryChars = 120;

/**
 * Start a run and return as soon as it exists. Needs no worker.
 *
 * @throws HoldfastError usage for a task that cannot be one and for files that cannot be sent, conflict `run_exists` for a task id used before, unreachable
 * when the server or what a run needs of its namespace is not there.
 */
export async function startRun(access: TemporalAccess, options: StartOptions): Promise<RunSummary> {
  const { taskQueue = access.taskQueue, attachments = [], ...given } = options;
  const { parts, contents } = await attachFiles(attachments);
  const task = checkTask({
    ...given,
    attachments: parts.length > 0 ? parts : undefined,
    taskId: given.taskId ?? newTaskId(),
    startedBy: given.startedBy ?? loginName(),
  });
  const id = agentRunWorkflowId(task.agent, task.taskId);
  const line = cutToOneLine(task.input ?? task.greeting ?? 'a conversation', maxSummaryChars);
  const startedAt = new Date().toISOString();
  const progress: RunProgress = { state: 'running', phase: 'planning', progress: 0, startedAt };
  const input: AgentRunInput = { schema: 'holdfast.agent-run/v1', task };
  await requestTemporal(access, { run: id }, () =>
    access.client.workflow.start(workflowNames.agentRun, {
      workflowId: id,
      taskQueue,
      args: [input, ...contents.values()],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      workflowTaskTimeout: workflowTaskTimeoutMs,
      staticSummary: line,
      memo: { [memoNames.task]: line, [memoNames.progress]: progress },
      typedSearchAttributes: [
        { key: { name: 'HoldfastAgent', type: 'KEYWORD' }, value: task.agent },
        { key: { name: 'HoldfastState', type: 'KEYWORD' }, value: 'running' },
        { key: { name: 'HoldfastRoot', type: 'KEYWORD' }, value: id },
      ],
    }),
  );
  return {
    schema: 'holdfast.run-summary/v1',
    id,
    taskId: task.taskId,
    agent: task.agent,
    state: 'running',
    progress: 0,
    steps: 0,
    costNanoUsd: 0,
    startedAt,
    pending: 0,
  };
}

function checkTask(given: Record<string, unknown>): AgentTask {
  const check = checkAgentTask(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
  if (check.kind === 'ok') return check.task;
  throw new HoldfastError({
    kind: 'usage',
    code: 'task_invalid',
    message: `The task cannot be started: ${check.message}.`,
    unchanged: 'Nothing was started.',
    next: [{ action: 'start' }],
  });
}

/** Sorts by time and says nothing else. */
function newTaskId(): string {
  return `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
}
