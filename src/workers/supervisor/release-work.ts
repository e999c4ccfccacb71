import type { Client, Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { failureTypes } from '../../core/values/failure-types.ts';
import {
  type EndOfHistory,
  type Execution,
  readEndOfHistory,
  readStartedActivities,
  type StartedActivity,
} from './end-of-history.ts';
import { inGroups } from './in-groups.ts';
import type { BegunActivity, RunOfWork } from './worker-message.ts';
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
  readonly runs: readonly RunOfWork[];
}

/** Whoever has no token for it names it by its id. */
type LostActivity = StartedActivity & { readonly token?: string };

const isSame = (one: StartedActivity) => (other: StartedActivity) =>
  one.activityId === other.activityId && one.attempt === other.attempt;

export interface ReleaseOptions {
  /** Carries payloads as the workers do. */
  readonly client: Client;
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
  { client, connection, namespace, log }: ReleaseOptions,
  lost: LostWorker,
): Promise<void> {
  const { workflowService } = connection;
  const { identity, runs } = lost;
  const attempts = client.activity;
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
  const fail = async (execution: Execution, tellOf: readonly LostActivity[]) => {
    if (tellOf.length === 0) return;
    // What fails gives its run a step to take, and that must not wait on the dead worker's own queue. The server forgets
    // this again when it refuses a request about the run: nothing is told to fail here that is over.
    await tell('free a run of a lost worker', () =>
      workflowService.resetStickyTaskQueue({ namespace, execution }),
    );
    await inGroups(tellOf, atOnce, ({ token, ...activity }) =>
      tell('tell that a call was lost', () =>
        token === undefined
          ? attempts.fail({ ...execution, activityId: activity.activityId }, lossOf(lost, activity))
          : attempts.fail(Buffer.from(token, 'base64'), lossOf(lost, activity)),
      ),
    );
  };
  const release = async ({ run: workflowId, runId }: RunOfWork) => {
    const execution = { workflowId, runId };
    const ofRun = (all: readonly BegunActivity[]) => all.filter((activity) => activity.runId === runId);
    const reading = tell('read where a lost worker was', () =>
      readEndOfHistory(connection, namespace, execution, identity),
    );
    await fail(execution, ofRun(lost.open));
    // It was given some in an answer that it did not live to read, and the end of some was on its way.
    const left = await tell('read what a lost worker had in hand', () =>
      readStartedActivities(connection, namespace, execution, identity),
    );
    const ended = ofRun(lost.unreported);
    const withToken = (activity: StartedActivity): LostActivity => ({
      ...activity,
      ...ended.find(isSame(activity)),
    });
    await fail(execution, (left ?? []).map(withToken));
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
function lossOf({ pid, how }: LostWorker, { activity, attempt }: StartedActivity): ApplicationFailure {
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
