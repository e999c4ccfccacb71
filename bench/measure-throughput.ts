import type { Bench } from './bench-server.ts';
import type { Loop } from './loops.ts';
import { cpuMs, memoryMib } from './process-figures.ts';

/** What one worker brings about with so many runs at a time. */
export interface ThroughputFigures {
  readonly loop: Loop['name'];
  readonly runs: number;
  readonly stepsPerSecond: number;
  /** Of a step, in worker and server together. */
  readonly cpuMs: number;
  readonly memoryMib: number;
}

export async function measureThroughput(
  bench: Bench,
  loop: Loop,
  { runs, steps }: { readonly runs: number; readonly steps: number },
): Promise<ThroughputFigures> {
  const { address, namespace, provider } = bench;
  const taskQueue = bench.fresh('throughput');
  const worker = await loop.startWorker({ address, namespace, taskQueue, providerUrl: provider.baseUrl });
  try {
    await loop.finish(bench, await loop.start(bench, taskQueue, 10), 10);
    const used = () => cpuMs(worker.pid) + cpuMs(bench.serverPid);
    const before = { atMs: performance.now(), cpuMs: used() };
    const ends = await Promise.all(
      Array.from({ length: runs }, async () =>
        loop.finish(bench, await loop.start(bench, taskQueue, steps), steps),
      ),
    );
    const total = ends.reduce((sum, { made }) => sum + made, 0);
    const wallMs = performance.now() - before.atMs;
    return {
      loop: loop.name,
      runs,
      stepsPerSecond: (1_000 * total) / wallMs,
      cpuMs: (used() - before.cpuMs) / total,
      memoryMib: memoryMib(worker.pid).peak,
    };
  } finally {
    await worker.stop();
  }
}
