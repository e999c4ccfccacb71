import type { OwnQueue, Queues } from '../config/queues.ts';
import { given } from '../core/values/given.ts';

/** One queue to poll. */
export interface PolledQueue {
  readonly taskQueue: string;
  /** A queue of runs takes workflows and activities; the others activities only. */
  readonly workflows: boolean;
  readonly perSecond?: number;
  readonly concurrency?: number;
}

/**
 * Say which queues a worker polls: those named, and with a queue of runs the queues below it.
 *
 * A name that ends like one of the configuration's own queues stands for that queue alone. Those declared with
 * `ownWorkers` are polled by nobody else.
 */
export function planQueues(queues: Queues, named: readonly string[]): PolledQueue[] {
  const plan = named.flatMap((taskQueue) => {
    const own = queues.own.find(({ suffix }) => taskQueue.endsWith(suffix));
    if (own) return [polled(taskQueue, own)];
    return [
      { taskQueue, workflows: true },
      ...queues.own
        .filter(({ ownWorkers }) => !ownWorkers)
        .map((below) => polled(taskQueue + below.suffix, below)),
    ];
  });
  return [...new Map(plan.map((queue) => [queue.taskQueue, queue])).values()];
}

function polled(taskQueue: string, { perSecond, concurrency }: OwnQueue): PolledQueue {
  return {
    taskQueue,
    workflows: false,
    ...given({ perSecond, concurrency }),
  };
}
