import { howItEnded, type WorkerEnd } from './worker-process.ts';

/** Say that a worker process ended before it polled, or did not come to poll in time. */
export class WorkerEndedError extends Error {
  override readonly name = 'WorkerEndedError';
  /** Undefined for one that still runs. */
  readonly end: WorkerEnd | undefined;

  constructor(pid: number, end: WorkerEnd | undefined) {
    super(
      end
        ? `The worker (pid ${pid}) ended before it polled (${howItEnded(end)}).`
        : `The worker (pid ${pid}) did not come to poll.`,
    );
    this.end = end;
  }
}
