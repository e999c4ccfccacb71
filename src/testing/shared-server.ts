import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../client/connection/is-alive.ts';
import { setupNamespace } from '../client/connection/setup-namespace.ts';

export interface SharedServer {
  readonly address: string;
  readonly namespace: string;
}

const namespace = 'testing';
const prefix = 'holdfast-testing-';

let shared: Promise<SharedServer> | undefined;

/**
 * The Temporal server of this process's tests, started by who first asks for it.
 *
 * It ends with this process, however that ends, and does not keep it alive. What it stored goes with it; where this
 * process was killed, the next one to start a server takes that away.
 */
export function sharedServer(): Promise<SharedServer> {
  shared ??= startShared().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

async function startShared(): Promise<SharedServer> {
  if (!builtinModules.includes('node:sqlite')) {
    throw new Error(
      `Tests of agents need Node 22.13 or newer, and this is ${process.version}. Run them with a newer one.`,
    );
  }
  // Whoever only needs a scripted model shall not need the Node that this takes.
  const { startTemporalServer } = await import('../server/launch/start-temporal-server.ts');
  removeLeftBehind();
  const home = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  try {
    const server = await startTemporalServer({ home, namespace });
    let runs = true;
    void server.exited.then(() => {
      runs = false;
    });
    process.once('exit', () => {
      // Its state is thrown away: there is nothing for it to put in order.
      if (runs) process.kill(server.pid, 'SIGKILL');
      remove();
    });
    server.unref();
    await setupNamespace({ address: server.address }, namespace);
    return { address: server.address, namespace };
  } catch (error) {
    remove();
    throw error;
  }
}

function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = name.startsWith(prefix) ? (/^\D+(\d+)-/.exec(name) ?? []) : [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another process is at it, or another user's it is.
    }
  }
}
