import type { ChildProcess } from 'node:child_process';
import { given } from '../../core/values/given.ts';
import type { ErrorRecord } from '../../reports/error.ts';
import type { WorkerRecord } from '../../reports/worker.ts';
import { WorkInHand } from './work-in-hand.ts';
import type { ReadyWorker, StaleApprovals, SupervisorMessage, WorkerMessage } from './worker-message.ts';

/** How a worker process ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why, where it said so. */
  readonly said?: { readonly exitCode: number; readonly report: ErrorRecord };
}

/** `SIGKILL`, `exit 1`. */
export function howItEnded({ code, signal }: WorkerEnd): string {
  return signal ?? `exit ${code ?? 'unknown'}`;
}

/** A supervisor's end of the channel to one worker process: what it was told, and how the process ended. */
export class WorkerProcess {
  readonly work = new WorkInHand();
  /** It has loaded all it needs, in so much memory. Never settles for one that ends before. */
  readonly ready: Promise<ReadyWorker>;
  /** It polls. Never settles for one that ends before. */
  readonly polling: Promise<WorkerRecord>;
  /** It has begun its first call. Never settles for one that ends before. */
  readonly atWork: Promise<void>;
  /** It found open approvals that its build makes void. Never settles where there are none. */
  readonly staleApprovals: Promise<StaleApprovals>;
  /** With the last that it told taken in. */
  readonly ended: Promise<WorkerEnd>;
  readonly #process: ChildProcess;
  #identity = '';
  #said: WorkerEnd['said'];
  #heardAtMs = performance.now();
  #isPolling = false;

  constructor(process: ChildProcess) {
    this.#process = process;
    const ready = Promise.withResolvers<ReadyWorker>();
    const polling = Promise.withResolvers<WorkerRecord>();
    const atWork = Promise.withResolvers<void>();
    const stale = Promise.withResolvers<StaleApprovals>();
    this.ready = ready.promise;
    this.polling = polling.promise;
    this.atWork = atWork.promise;
    this.staleApprovals = stale.promise;
    process.on('message', (message: WorkerMessage) => {
      this.#heardAtMs = performance.now();
      switch (message.kind) {
        case 'ready':
          return ready.resolve(message);
        case 'polling':
          this.#identity = message.identity;
          this.#isPolling = true;
          return polling.resolve(message.record);
        case 'stale-approvals':
          return stale.resolve({ named: message.named, more: message.more });
        case 'began':
          this.work.begin(message.activity);
          return atWork.resolve();
        case 'ended':
          return this.work.end(message.token);
        case 'step':
          return this.work.step(message);
        case 'failed':
          this.#said = message;
          return;
        case 'alive':
          return;
      }
    });
    this.ended = endOf(process).then((end) => {
      this.#isPolling = false;
      return { ...end, ...given({ said: this.#said }) };
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** What Temporal knows it by; empty until it polls. */
  get identity(): string {
    return this.#identity;
  }

  get isPolling(): boolean {
    return this.#isPolling;
  }

  /** How long it has told nothing. One whose event loop turns tells something each second. */
  get silentMs(): number {
    return performance.now() - this.#heardAtMs;
  }

  /** Begin to count its silence anew: this process itself did not listen for a while. */
  forgiveSilence(): void {
    this.#heardAtMs = performance.now();
  }

  poll(): void {
    this.#send({ kind: 'poll' });
  }

  drain(): void {
    this.#send({ kind: 'drain' });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #send(message: SupervisorMessage): void {
    // One that is gone meanwhile is told by its end.
    if (this.#process.connected) this.#process.send(message, () => {});
  }
}

/** Resolves when the process is gone and its channel is empty. */
function endOf(process: ChildProcess): Promise<Pick<WorkerEnd, 'code' | 'signal'>> {
  return new Promise((resolve) => {
    process.once('close', (code, signal) => resolve({ code, signal }));
    // Something that it started may hold the channel open.
    process.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), channelMs));
    // One that could not be started has no channel.
    process.once('error', () => process.pid === undefined && resolve({ code: null, signal: null }));
  });
}

const channelMs = 1_000;
