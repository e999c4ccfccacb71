import { type GrpcProxy, startGrpcProxy } from '../grpc-proxy.ts';
import { startWorkerProcess, type WorkerProcess } from '../worker-process.ts';
import type { CompletionWatch } from './completion-watch.ts';

interface ProxiedWorker {
  readonly process: WorkerProcess;
  readonly proxy: GrpcProxy;
}

interface CrashWorkersOptions {
  /** `host:port` of the real server. */
  readonly upstream: string;
  readonly watch: CompletionWatch;
  readonly worker: Omit<Parameters<typeof startWorkerProcess>[0], 'address'>;
}

/** Two worker processes, each behind a proxy of its own, so that it is known who sends what. */
export class CrashWorkers {
  readonly #workers = new Map<number, ProxiedWorker>();
  readonly #options: CrashWorkersOptions;

  constructor(options: CrashWorkersOptions) {
    this.#options = options;
  }

  /** Start workers until two poll. */
  async fill(): Promise<void> {
    while (this.#workers.size < 2) await this.#start();
  }

  /** With SIGKILL, and as far as its worker is one of these. */
  kill(pid: number): void {
    const worker = this.#workers.get(pid);
    if (!worker) return;
    this.#workers.delete(pid);
    worker.process.kill();
    this.#options.watch.noteKill(pid);
    void worker.process.exited.then(() => worker.proxy.stop());
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#workers.values()].map(async ({ process, proxy }) => {
        await process.stop();
        await proxy.stop();
      }),
    );
    this.#workers.clear();
  }

  async #start(): Promise<void> {
    const { upstream, watch, worker } = this.#options;
    let pid = 0;
    const proxy = await startGrpcProxy({
      upstream,
      judge: (path) => watch.judge(path, pid),
      onLost: () => this.kill(pid),
    });
    const process = await startWorkerProcess({ ...worker, address: proxy.address });
    pid = process.pid;
    this.#workers.set(pid, { process, proxy });
  }
}
