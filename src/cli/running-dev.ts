import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isSameProcessAlive } from '../server/process-identity.ts';

/** `holdfast.dev/v1`: what a `holdfast dev` that is up tells the other commands of its directory. */
export interface RunningDev {
  readonly schema: 'holdfast.dev/v1';
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
  readonly taskQueue: string;
  /** The scripted provider's address; absent when a key was set. */
  readonly providerUrl?: string;
  /** `sqlite:PATH` or a database URL. */
  readonly world: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** Tell where the state of this directory's `dev` lives. */
export function holdfastHome(env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  return resolve(cwd, env['HOLDFAST_HOME'] || '.holdfast');
}

/** Read the `dev.json` of a home. Undefined when there is none, it is not readable as one, or its process is gone. */
export function readRunningDev(home: string): RunningDev | undefined {
  try {
    const dev = JSON.parse(readFileSync(join(home, 'dev.json'), 'utf8')) as RunningDev;
    return dev.schema === 'holdfast.dev/v1' && isSameProcessAlive(dev.pid, null) ? dev : undefined;
  } catch {
    return undefined;
  }
}

/** Write `dev.json`, whole or not at all. */
export function writeRunningDev(home: string, dev: RunningDev): void {
  mkdirSync(home, { recursive: true });
  const temporary = join(home, `dev.json.${dev.pid}`);
  writeFileSync(temporary, `${JSON.stringify(dev, undefined, 2)}\n`);
  renameSync(temporary, join(home, 'dev.json'));
}

/** Remove `dev.json` if it is this process's own. */
export function removeRunningDev(home: string, pid: number): void {
  const path = join(home, 'dev.json');
  if (!existsSync(path)) return;
  try {
    if ((JSON.parse(readFileSync(path, 'utf8')) as { pid?: unknown }).pid === pid) rmSync(path);
  } catch {
    // Unreadable: not ours to remove.
  }
}
