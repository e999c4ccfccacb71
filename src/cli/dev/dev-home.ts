import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readDevRecord } from '../../client/connection/dev-record.ts';
import { makePrivateFolder, writePrivateFile } from '../../server/process/private-files.ts';
import { acquireProcessLock } from '../../server/process/process-lock.ts';
import { CliError } from '../errors/cli-error.ts';

/** Ports that a home was last served on. Kept so that links into the UI stay good over a restart. */
export interface DevPorts {
  readonly frontend?: number;
  readonly ui?: number;
  readonly provider?: number;
}

/**
 * Take a home for one `dev`. The lock ends with this process, however it ends.
 *
 * @throws CliError `dev_running` (exit 9) that names the one that runs here already.
 */
export async function takeDevHome(home: string): Promise<{ release(): void }> {
  makePrivateFolder(home);
  const release = await acquireProcessLock(join(home, 'dev.lock'));
  if (release !== undefined) return { release };
  const running = readDevRecord(home);
  throw new CliError({
    kind: 'conflict',
    code: 'dev_running',
    message: running
      ? `A holdfast dev (pid ${running.pid}) already runs here: server ${running.address}, UI ${running.uiUrl}.`
      : `Another holdfast dev is starting or stopping in ${home}.`,
    unchanged: 'It goes on undisturbed; nothing was started.',
    advice: running
      ? `Use it (every verb finds it), stop it with \`kill ${running.pid}\`, or set HOLDFAST_HOME to another directory.`
      : 'Wait a moment and repeat the command, or set HOLDFAST_HOME to another directory.',
    ...(running && { details: { pid: running.pid, address: running.address } }),
  });
}

/** Read the ports that this home was last served on, without those that somebody else has taken since. */
export async function readFreePorts(home: string): Promise<DevPorts> {
  let kept: Record<string, unknown>;
  try {
    kept = JSON.parse(readFileSync(portsFile(home), 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
  const free: Record<string, number> = {};
  for (const name of ['frontend', 'ui', 'provider']) {
    const port = kept[name];
    if (typeof port === 'number' && (await isFree(port))) free[name] = port;
  }
  return free;
}

export function writePorts(home: string, ports: DevPorts): void {
  writePrivateFile(portsFile(home), `${JSON.stringify(ports)}\n`);
}

function portsFile(home: string): string {
  return join(home, 'ports.json');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
