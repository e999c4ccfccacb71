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

/** One or two workers, each behind a proxy of its own, so that it is known who sends what. */
export class CrashWorkers {
  readonly #workers = new Set<ProxiedWorker>();
  readonly #options: CrashWorkersOptions;
  /** Processes that are to be replaced. */
  #killed: { readonly process: WorkerProcess; readonly pid: number }[] = [];

  constructor(options: CrashWorkersOptions) {
    this.#options = options;
  }

  /** Wait until so many poll: start what is missing, and stop what is too many. */
  async fill(count: 1 | 2): Promise<void> {
    await Promise.all(this.#killed.map(({ process, pid }) => process.replaced(pid)));
    this.#killed = [];
    while (this.#workers.size < count) await this.#start();
    for (const worker of [...this.#workers].slice(count)) {
      this.#workers.delete(worker);
      await worker.process.stop();
      await worker.proxy.stop();
    }
  }

  /** Of the processes that poll. */
  pids(): number[] {
    return [...this.#workers].map(({ process }) => process.pid);
  }

  /** Kill the process of this pid, as far as it is one of these; with `whole`, its supervisor too. */
  kill(pid: number, { whole }: { readonly whole?: boolean } = {}): void {
    const worker = [...this.#workers].find(({ process }) => process.pid === pid);
    if (!worker) return;
    const { process, proxy } = worker;
    if (whole) {
      this.#workers.delete(worker);
      process.lose();
      void process.exited.then(() => proxy.stop());
    } else {
      process.kill();
      this.#killed.push({ process, pid });
    }
    this.#options.watch.noteKill(pid);
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#workers].map(async ({ process, proxy }) => {
        await process.stop();
        await proxy.stop();
      }),
    );
    this.#workers.clear();
  }

  async #start(): Promise<void> {
    const { upstream, watch, worker } = this.#options;
    const started: { process?: WorkerProcess } = {};
    const pid = () => started.process?.pid ?? 0;
    const proxy = await startGrpcProxy({
      upstream,
      judge: (path) => watch.judge(path, pid()),
      onLost: () => this.kill(pid()),
    });
    const process = await startWorkerProcess({ ...worker, address: proxy.address });
    started.process = process;
    this.#workers.add({ process, proxy });
  }
}
