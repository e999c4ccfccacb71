import { Client, type Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { failureTypes } from '../../core/values/failure-types.ts';
import {
  type EndOfHistory,
  type Execution,
  readEndOfHistory,
  readPendingActivities,
} from './end-of-history.ts';
import { inGroups } from './in-groups.ts';
import type { BegunActivity } from './worker-message.ts';
import { workflowTaskToken } from './workflow-task-token.ts';

/** A worker process that is no more, and what it had in hand. */
export interface LostWorker {
  readonly pid: number;
  readonly identity: string;
  /** `SIGKILL`, `exit 1`. */
  readonly how: string;
  /** Attempts that went on. */
  readonly open: readonly BegunActivity[];
  /** Attempts that had just ended: the server may not have been told. */
  readonly unreported: readonly BegunActivity[];
  /** What it may have been at work on. */
  readonly runs: readonly Pick<BegunActivity, 'run' | 'runId'>[];
}

export interface ReleaseOptions {
  readonly connection: Connection;
  readonly namespace: string;
  readonly log: Logger;
}

/** Requests at a time. */
const atOnce = 20;
const requestMs = 5_000;
/** `WorkflowTaskFailedCause`: the worker that had the run in memory is not there. */
const resetStickyTaskQueue = 13;

/**
 * Tell the server of a worker's death what it would else wait out: the next steps of its runs are for other workers, and
 * what it had in hand has failed.
 *
 * An attempt fails as `worker.lost`, which says that it may have acted; one that the server knows to be over is left as
 * it is. Never throws: what cannot be told is found by its timeout.
 */
export async function releaseWork(
  { connection, namespace, log }: ReleaseOptions,
  lost: LostWorker,
): Promise<void> {
  const { workflowService } = connection;
  const { identity, runs } = lost;
  const attempts = new Client({ connection, namespace }).activity;
  let namespaceId: Promise<string> | undefined;
  const tell = async <Answer>(
    wanted: string,
    request: () => Promise<Answer>,
  ): Promise<Answer | undefined> => {
    try {
      return await connection.withDeadline(Date.now() + requestMs, request);
    } catch (error) {
      if (!isNotFound(error)) log.warn({ err: error, pid: lost.pid }, `could not ${wanted}`);
      return undefined;
    }
  };
  const giveBackStep = async (
    { workflowId, runId }: Execution,
    taken: NonNullable<EndOfHistory['taken']>,
  ) => {
    namespaceId ??= workflowService
      .describeNamespace({ namespace })
      .then(({ namespaceInfo }) => namespaceInfo?.id ?? '');
    const task = { namespaceId: await namespaceId, workflowId, runId, ...taken };
    await workflowService.respondWorkflowTaskFailed({
      namespace,
      identity,
      cause: resetStickyTaskQueue,
      taskToken: workflowTaskToken(task),
    });
  };
  const fail = async (execution: Execution, lostOnes: readonly BegunActivity[]) => {
    if (lostOnes.length === 0) return;
    // What fails gives its run a step to take, and that must not wait on the dead worker's own queue. The server forgets
    // this again when it refuses a request about the run: nothing is told to fail here that is over.
    await tell('free a run of a lost worker', () =>
      workflowService.resetStickyTaskQueue({ namespace, execution }),
    );
    await inGroups(lostOnes, atOnce, (activity) =>
      tell('tell that a call was lost', () =>
        attempts.fail(Buffer.from(activity.token, 'base64'), lossOf(lost, activity)),
      ),
    );
  };
  const release = async ({ run: workflowId, runId }: Pick<BegunActivity, 'run' | 'runId'>) => {
    const execution = { workflowId, runId };
    const ofRun = (all: readonly BegunActivity[]) => all.filter((activity) => activity.runId === runId);
    const reading = tell('read where a lost worker was', () =>
      readEndOfHistory(connection, namespace, execution, identity),
    );
    await fail(execution, ofRun(lost.open));
    const ended = ofRun(lost.unreported);
    if (ended.length > 0) {
      const pending = await tell('read what a lost worker had in hand', () =>
        readPendingActivities(connection, namespace, execution),
      );
      await fail(
        execution,
        ended.filter(({ activityId, attempt }) => pending?.get(activityId) === attempt),
      );
    }
    const end = await reading;
    const taken = end?.taken;
    if (taken) await tell('give back a step that a lost worker took', () => giveBackStep(execution, taken));
    return end?.stickyQueue;
  };
  const queues = (await inGroups(runs, atOnce, release)).flatMap((queue) => queue ?? []);
  const itsQueues = new Map(queues.map((queue) => [queue.name, queue]));
  // For the runs that it only had in memory.
  await inGroups([...itsQueues.values()], atOnce, ({ name, normalName }) =>
    tell('end the queue of a lost worker', () =>
      workflowService.shutdownWorker({
        namespace,
        identity,
        stickyTaskQueue: name,
        taskQueue: normalName,
        reason: `the process ended: ${lost.how}`,
      }),
    ),
  );
}

/** Retryable as such: whether a call may be repeated is for its own policy to say. */
function lossOf({ pid, how }: LostWorker, { activity, attempt }: BegunActivity): ApplicationFailure {
  return ApplicationFailure.create({
    type: failureTypes.workerLost,
    message: `The worker process (pid ${pid}) ended (${how}) during attempt ${attempt} at ${activity}, which may have acted.`,
    details: [{ schema: 'holdfast.failure/v1', attempt }],
    nextRetryDelay: Math.min(longestDelayMs, firstDelayMs * 4 ** (attempt - 1)),
  });
}

/** A call that ends the worker each time must not be what each new worker begins with. */
const firstDelayMs = 50;
const longestDelayMs = 30_000;

/** Over already. */
function isNotFound(error: unknown): boolean {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return name === 'ActivityNotFoundError' || code === grpcNotFound;
}

const grpcNotFound = 5;
