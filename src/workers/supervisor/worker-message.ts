import type { StaleApproval } from '../../core/approvals/stale-approvals.ts';
import type { ErrorRecord } from '../../reports/error.ts';
import type { WorkerRecord } from '../../reports/worker.ts';

/** A run, and the execution that it is at. */
export interface RunOfWork {
  readonly run: string;
  readonly runId: string;
}

/** One attempt at an activity that a worker process has begun. */
export interface BegunActivity extends RunOfWork {
  /** Temporal's own, in base64: whoever has it may end the attempt. */
  readonly token: string;
  /** A tool's name, or what else is done. */
  readonly activity: string;
  readonly activityId: string;
  readonly attempt: number;
}

/** Open approvals that cannot let their calls run with a build: some by name, and how many beside. */
export interface StaleApprovals {
  readonly named: readonly StaleApproval[];
  readonly more: number;
}

/** What a worker process says of itself before it polls. */
export interface ReadyWorker {
  readonly memoryBytes: number;
  /** Its configuration has a data converter: what is told in its place goes that way too. */
  readonly ownPayloads?: true;
}

/** What a worker process tells its supervisor. */
export type WorkerMessage =
  /** It has all it needs, which takes so much memory, and waits for the word to poll. */
  | ({ readonly kind: 'ready' } & ReadyWorker)
  | { readonly kind: 'polling'; readonly record: WorkerRecord; readonly identity: string }
  /** Open approvals that its build makes void. */
  | ({ readonly kind: 'stale-approvals' } & StaleApprovals)
  /** Why it ends, as its command would have said. */
  | { readonly kind: 'failed'; readonly exitCode: number; readonly report: ErrorRecord }
  /** Before the work starts. */
  | { readonly kind: 'began'; readonly activity: BegunActivity }
  | { readonly kind: 'ended'; readonly token: string }
  /** The run takes steps here: at the first of a while, before it. */
  | ({ readonly kind: 'step' } & RunOfWork)
  /** Every second, as long as its event loop turns. */
  | { readonly kind: 'alive' };

/** What a supervisor tells a worker process. */
export type SupervisorMessage = { readonly kind: 'poll' } | { readonly kind: 'drain' };

/** Names, for a worker process, the process that started it to look after it. */
export const supervisorPidVariable = 'HOLDFAST_SUPERVISOR_PID';
