import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import type { WorkerRecord } from '../../reports/worker.ts';
import type { WorkerStanding } from '../health-server.ts';
import { isAnswering } from '../is-answering.ts';
import type { StartWorkersOptions } from '../start-workers-options.ts';
import { releaseWork } from './release-work.ts';
import { RestartPauses } from './restart-pauses.ts';
import { SilenceWatch } from './silence-watch.ts';
import { StandInClient, type StandInOptions } from './stand-in-client.ts';
import { WorkerEndedError } from './worker-ended-error.ts';
import type { StaleApprovals } from './worker-message.ts';
import { howItEnded, type WorkerEnd, WorkerProcess } from './worker-process.ts';

export type SupervisorEvent =
  | { readonly kind: 'polling'; readonly worker: WorkerRecord }
  /** It has loaded all it needs, in so much memory, and takes the place of one that ends. */
  | { readonly kind: 'standby'; readonly pid: number; readonly memoryBytes: number }
  /** Told once, of the first worker: all are of one build. */
  | ({ readonly kind: 'stale-approvals' } & StaleApprovals)
  /** It has not come up yet. */
  | { readonly kind: 'slow'; readonly pid: number; readonly waitedMs: number }
  | { readonly kind: 'died'; readonly pid: number; readonly how: string };

export interface SuperviseOptions
  extends Pick<StartWorkersOptions, 'connection'>,
    Pick<StandInOptions, 'openPayloads'> {
  /** Processes that poll. */
  readonly count: number;
  /** Whether one more is kept that has loaded all it needs, to take the place of one that dies at once. */
  readonly standby: boolean;
  /** Start one process with a channel to this one; see `openSupervisorChannel`. */
  readonly startProcess: () => ChildProcess;
  readonly namespace: string;
  readonly log: Logger;
  readonly onEvent?: (event: SupervisorEvent) => void;
}

/** Loading another one takes time from a worker that takes over: it is to have begun its first call, if there is one. */
const standbyAfterMs = 2_000;
/** After one that ended by itself. */
const standbyPauseMs = 10_000;
const slowAfterMs = 10_000;
const givenUpAfterMs = 120_000;
const releaseMs = 5_000;

const never = new Promise<never>(() => {});

/**
 * Look after worker processes: one that dies is replaced, ever later when it keeps dying, and what it had in hand is
 * given back at once.
 *
 * `start` resolves when all poll.
 */
export class WorkerSupervisor {
  readonly #options: SuperviseOptions;
  readonly #connection: Connection;
  readonly #running = new Set<WorkerProcess>();
  readonly #releases = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #silence: SilenceWatch;
  readonly #standIn: StandInClient;
  #standby: WorkerProcess | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: SuperviseOptions) {
    this.#options = options;
    this.#connection = Connection.lazy(options.connection);
    const { log } = options;
    this.#standIn = new StandInClient({ ...options, connection: this.#connection });
    this.#silence = new SilenceWatch({ client: this.#standIn, log }, () => this.#running);
  }

  /** @throws WorkerEndedError of the first process that does not come up; none is left running then. */
  async start(): Promise<void> {
    // The first builds the workflow bundle where there is none; the others find it.
    const processes = [this.#launch()];
    try {
      await this.#comesUp(processes[0] as WorkerProcess);
      while (processes.length < this.#options.count) processes.push(this.#launch());
      await Promise.all(processes.slice(1).map((process) => this.#comesUp(process)));
    } catch (error) {
      await this.end();
      throw error;
    }
    const [first] = processes;
    void first?.staleApprovals.then((told) => this.#options.onEvent?.({ kind: 'stale-approvals', ...told }));
    for (const process of processes) void this.#keep(process);
    void this.#prepareStandby();
    // Before it is needed: connecting takes longer than what is to be said then.
    this.#connection.ensureConnected().catch(() => {});
  }

  /** Of the processes that were started to poll. */
  pids(): number[] {
    return [...this.#running].map(({ pid }) => pid);
  }

  standing(): WorkerStanding {
    if (this.#stopping.signal.aborted) return this.#running.size > 0 ? 'draining' : 'stopped';
    const polling = [...this.#running].filter(({ isPolling }) => isPolling);
    return polling.length > 0 ? 'running' : 'starting';
  }

  isServerAnswering(): Promise<boolean> {
    return isAnswering(this.#connection);
  }

  /** Let all drain, for at most `graceMs`, and start none any more. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#standby?.kill();
    const processes = [...this.#running];
    for (const process of processes) {
      if (process.isPolling) process.drain();
      else process.kill();
    }
    const late = setTimeout(() => {
      for (const process of processes) process.kill();
    }, graceMs);
    await Promise.all(processes.map(({ ended }) => ended));
    clearTimeout(late);
    await this.#close();
  }

  /** End all at once; what they had in hand is given back. */
  async end(): Promise<void> {
    this.#stopping.abort();
    this.#standby?.kill();
    const processes = [...this.#running];
    for (const process of processes) process.kill();
    await Promise.all(processes.map(({ ended }) => ended));
    await this.#close();
  }

  #close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#silence.stop();
      await Promise.race([Promise.all(this.#releases), sleep(releaseMs, undefined, { ref: false })]);
      await this.#connection.close();
    })();
    return this.#closing;
  }

  #launch(): WorkerProcess {
    const process = new WorkerProcess(this.#options.startProcess());
    this.#adopt(process);
    return process;
  }

  /** From here on it is one of those that poll. */
  #adopt(process: WorkerProcess): void {
    this.#running.add(process);
    void process.ready.then(({ ownPayloads }) => {
      if (ownPayloads) this.#standIn.carryAsWorkers();
      process.poll();
    });
    void process.polling.then((worker) => this.#options.onEvent?.({ kind: 'polling', worker }));
    void process.ended.then((end) => {
      this.#running.delete(process);
      const release = this.#release(process, end)
        .catch((error: unknown) =>
          this.#options.log.error({ err: error }, 'could not give back what a worker had'),
        )
        .finally(() => this.#releases.delete(release));
      this.#releases.add(release);
    });
  }

  async #release(process: WorkerProcess, end: WorkerEnd): Promise<void> {
    const { pid, identity } = process;
    const { open, unreported, runs } = process.work;
    // One that drained has told the server all.
    if (runs.length === 0 || (end.code === 0 && open.length === 0)) return;
    const { namespace, log } = this.#options;
    const how = howItEnded(end);
    log.warn(
      { pid, how, calls: open.length, runs: runs.length },
      'gives back what a lost worker had in hand',
    );
    const options = { client: await this.#standIn.get(), connection: this.#connection, namespace, log };
    await releaseWork(options, { pid, identity, how, open, unreported, runs });
  }

  async #keep(first: WorkerProcess): Promise<void> {
    const pauses = new RestartPauses();
    for (let process = first; ; process = this.#takeStandby() ?? this.#launch()) {
      const since = performance.now();
      // One that does not come up has its end told below.
      if (process !== first) await this.#comesUp(process).catch(() => process.kill());
      const end = await process.ended;
      if (this.#stopping.signal.aborted) return;
      this.#options.onEvent?.({ kind: 'died', pid: process.pid, how: howItEnded(end) });
      const pauseMs = pauses.after(performance.now() - since);
      await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return;
    }
  }

  async #comesUp(process: WorkerProcess): Promise<void> {
    const since = performance.now();
    for (;;) {
      const waitedMs = performance.now() - since;
      const timer = new AbortController();
      const came = await Promise.race([
        process.polling.then(() => 'polls' as const),
        process.ended,
        sleep(slowAfterMs, 'slow' as const, { signal: timer.signal }).catch(() => 'slow' as const),
      ]);
      timer.abort();
      if (came === 'polls') return;
      if (came !== 'slow') throw new WorkerEndedError(process.pid, came);
      this.#options.onEvent?.({
        kind: 'slow',
        pid: process.pid,
        waitedMs: Math.round(waitedMs + slowAfterMs),
      });
      if (waitedMs + slowAfterMs >= givenUpAfterMs) throw new WorkerEndedError(process.pid, undefined);
    }
  }

  #takeStandby(): WorkerProcess | undefined {
    const process = this.#standby;
    this.#standby = undefined;
    if (process) this.#adopt(process);
    void this.#prepareStandby(process);
    return process;
  }

  async #prepareStandby(takingOver?: WorkerProcess): Promise<void> {
    if (!this.#options.standby || this.#standby) return;
    await Promise.race([takingOver?.atWork ?? never, sleep(standbyAfterMs, undefined, { ref: false })]);
    if (this.#standby || this.#stopping.signal.aborted) return;
    const process = new WorkerProcess(this.#options.startProcess());
    this.#standby = process;
    void process.ready.then(({ memoryBytes }) => {
      if (this.#standby === process)
        this.#options.onEvent?.({ kind: 'standby', pid: process.pid, memoryBytes });
    });
    await process.ended;
    if (this.#standby !== process) return;
    this.#standby = undefined;
    await sleep(standbyPauseMs, undefined, { ref: false });
    void this.#prepareStandby();
  }
}
