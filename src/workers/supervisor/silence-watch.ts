import type { Logger } from 'pino';
import type { StandInClient } from './stand-in-client.ts';
import type { WorkerProcess } from './worker-process.ts';

const lookMs = 1_000;
/** A worker tells something each second. */
const silentAfterMs = 5_000;
const heartbeatMs = 8_000;
const hopelessAfterMs = 120_000;

interface Silence {
  readonly sinceMs: number;
  beatMs: number;
}

/**
 * Watches for worker processes that say nothing: a tool keeps the event loop from turning, or the process is stopped.
 *
 * Their calls are kept alive meanwhile, since such a process cannot do it itself and is not lost. One that says nothing
 * for two minutes is ended, and then is.
 */
export class SilenceWatch {
  readonly #client: StandInClient;
  readonly #log: Logger;
  readonly #processes: () => Iterable<WorkerProcess>;
  readonly #silences = new WeakMap<WorkerProcess, Silence>();
  readonly #timer: NodeJS.Timeout;
  #lookedMs = performance.now();

  constructor(
    { client, log }: { client: StandInClient; log: Logger },
    processes: () => Iterable<WorkerProcess>,
  ) {
    this.#client = client;
    this.#log = log;
    this.#processes = processes;
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    // This process stood still itself, and has not heard what was said meanwhile.
    const missed = nowMs - this.#lookedMs > 3 * lookMs;
    this.#lookedMs = nowMs;
    for (const process of this.#processes()) {
      if (!process.isPolling) continue;
      if (missed) process.forgiveSilence();
      else this.#judge(process, nowMs);
    }
  }

  #judge(process: WorkerProcess, nowMs: number): void {
    const { pid, silentMs } = process;
    const silence = this.#silences.get(process);
    if (silentMs < silentAfterMs) {
      if (silence)
        this.#log.info({ pid, silentMs: Math.round(nowMs - silence.sinceMs) }, 'the worker answers again');
      this.#silences.delete(process);
      return;
    }
    if (silentMs > hopelessAfterMs) {
      this.#log.error({ pid, silentMs: Math.round(silentMs) }, 'ends a worker that does not answer');
      process.kill();
      return;
    }
    if (!silence) {
      const calls = process.work.open.map(
        ({ run, activity, activityId }) => `${activity} (${activityId} of ${run})`,
      );
      this.#log.warn(
        { pid, silentMs: Math.round(silentMs), calls },
        'the worker does not answer; its calls are kept alive',
      );
      this.#silences.set(process, { sinceMs: nowMs - silentMs, beatMs: nowMs });
      this.#beat(process);
    } else if (nowMs - silence.beatMs >= heartbeatMs) {
      silence.beatMs = nowMs;
      this.#beat(process);
    }
  }

  #beat(process: WorkerProcess): void {
    for (const { token } of process.work.open) {
      this.#client
        .get()
        .then(({ activity }) => activity.heartbeat(Buffer.from(token, 'base64')))
        // One that is over meanwhile, or is to be cancelled, needs no more.
        .catch(() => {});
    }
  }
}
