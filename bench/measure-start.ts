import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { reapOnExit } from '../src/server/process/child-process-reaper.ts';
import { temporaryHome } from '../test/support/temporal-server.ts';
import type { Bench } from './bench-server.ts';
import { holdfast } from './loops.ts';

export interface StartFigures {
  /** What was started: the built package where there is one, else the sources. */
  readonly from: 'dist' | 'src';
  readonly helpMs: readonly number[];
  readonly workerMs: readonly number[];
  readonly devMs: readonly number[];
}

const root = resolve(import.meta.dirname, '..');

/** Tell how long it takes from a command to its effect: help printed, worker polling, `dev` ready. */
export async function measureStart(bench: Bench, times: number): Promise<StartFigures> {
  const { address, namespace, provider } = bench;
  const workerMs: number[] = [];
  for (let n = 0; n < times; n++) {
    const taskQueue = bench.fresh('start');
    const worker = await holdfast.startWorker({
      address,
      namespace,
      taskQueue,
      providerUrl: provider.baseUrl,
    });
    workerMs.push(worker.startMs);
    await worker.stop();
  }
  const { bin, from, remove } = packagedBin();
  try {
    const helpMs: number[] = [];
    // The first start fills Node's compile cache.
    for (let n = 0; n <= times; n++) helpMs.push(await helpTime(bin));
    const devMs: number[] = [];
    for (let n = 0; n < times; n++) devMs.push(await devTime(bin));
    return { from, helpMs: helpMs.slice(1), workerMs, devMs };
  } finally {
    remove();
  }
}

/** The launcher as it stands in an installed package: beside `dist`, without `src`. */
function packagedBin(): { bin: string; from: StartFigures['from']; remove: () => void } {
  if (!existsSync(join(root, 'dist/cli/main.js'))) {
    return { bin: join(root, 'bin/holdfast.js'), from: 'src', remove: () => {} };
  }
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-'));
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'dist'), join(folder, 'dist'));
  return {
    bin: join(folder, 'bin/holdfast.js'),
    from: 'dist',
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function helpTime(bin: string): Promise<number> {
  const since = performance.now();
  const child = spawn(process.execPath, [bin, '--help'], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`holdfast --help ended with ${code}`);
  return performance.now() - since;
}

async function devTime(bin: string): Promise<number> {
  const { home, remove } = await temporaryHome();
  const since = performance.now();
  const child = spawn(process.execPath, [bin, 'dev', '--json'], {
    cwd: home,
    env: { ...process.env, HOLDFAST_HOME: join(home, '.holdfast'), HOLDFAST_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  reapOnExit(child, { graceMs: 15_000 });
  const exited = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('holdfast.dev/v1')) return performance.now() - since;
    }
    throw new Error('holdfast dev ended before it was ready');
  } finally {
    child.kill('SIGTERM');
    await exited;
    await remove();
  }
}
