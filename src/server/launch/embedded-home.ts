import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePrivateFolder, writePrivateFile } from '../process/private-files.ts';
import { isSameProcessAlive, readProcessStartTime } from '../process/process-identity.ts';
import { acquireProcessLock } from '../process/process-lock.ts';
import { TemporalServerError } from './temporal-server-error.ts';

export interface EmbeddedHome {
  /** Note which process serves this state, for a later start to wait for when this process is killed. */
  recordServer(pid: number): void;
  release(): void;
}

/**
 * Take a state directory for one server. Two servers on one database would lose each other's writes.
 *
 * A server left by a killed parent is on its way out; its end is awaited, at most ten seconds.
 *
 * @throws TemporalServerError when another process runs a server on this directory.
 */
export async function takeEmbeddedHome(home: string): Promise<EmbeddedHome> {
  makePrivateFolder(home);
  const pidFile = join(home, 'temporal-server.pid.json');
  const release = await acquireProcessLock(join(home, 'temporal.lock'));
  const recorded = readRecord(pidFile);
  if (release === undefined) {
    throw new TemporalServerError(
      `A Temporal server${recorded ? ` (pid ${recorded.pid})` : ''} already runs on the state in ${home}.`,
      { advice: 'Stop the dev server that runs here, or set HOLDFAST_HOME to another directory.' },
    );
  }
  for (let waitedMs = 0; recorded && isSameProcessAlive(recorded.pid, recorded.startTime); waitedMs += 100) {
    if (waitedMs >= 10_000) {
      release();
      throw new TemporalServerError(
        `A Temporal server that was left behind (pid ${recorded.pid}) still holds the state in ${home}.`,
        { advice: `End it with \`kill ${recorded.pid}\`, then repeat the command.` },
      );
    }
    await sleep(100);
  }
  return {
    recordServer: (pid) =>
      writePrivateFile(pidFile, JSON.stringify({ pid, startTime: readProcessStartTime(pid) })),
    release() {
      rmSync(pidFile, { force: true });
      release();
    },
  };
}

function readRecord(file: string): { pid: number; startTime: string | null } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startTime: string | null };
  } catch {
    return undefined;
  }
}
