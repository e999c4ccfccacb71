import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { reapOnExit } from '../../src/server/process/child-process-reaper.ts';

const debianRoot = '/usr/lib/postgresql';

/** Why tests on PostgreSQL are skipped, or false when it is installed. For `describe.skipIf` and its title. */
export const missingPostgres: string | false = findMissing();

/** A PostgreSQL cluster of a test's own, on a free port of 127.0.0.1, in a directory that goes with it. */
export interface PostgresCluster {
  /** Connection string of a database, whether it exists or not. */
  url(database: string): string;
  /** Make a database, empty or a copy of another that nobody is connected to, and answer its connection string. */
  createDatabase(name: string, template?: string): Promise<string>;
  /** Run one statement as the owner of everything. */
  query(sql: string, database?: string): Promise<Record<string, unknown>[]>;
  /** End the server as a power cut does and start it again on what is left. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Make a cluster and start it. It ends with this process, however that ends.
 *
 * Commits are not synced to disk unless `durable`: no test pulls the plug of the machine.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresCluster> {
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-postgres-'));
  if (account) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const program = (name: string) => join(binDirectory() ?? '', name);
  execFileSync(
    program('initdb'),
    ['-D', data, '-U', 'holdfast', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder, ...account },
  );
  const port = await freePort();
  const url = (database: string) => `postgres://holdfast@127.0.0.1:${port}/${database}`;
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=300'];
  if (!durable) args.push('-F');
  const start = async () => {
    const server = spawn(program('postgres'), args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: folder,
      ...account,
    });
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4_000);
    });
    reapOnExit(server, { graceMs: 1_000 });
    const ended = once(server, 'exit');
    for (let waitedMs = 0; !(await accepts(url('postgres'))); waitedMs += 50) {
      if (server.exitCode !== null || waitedMs > 30_000) throw new Error(`PostgreSQL did not start:\n${log}`);
      await sleep(50);
    }
    return { server, ended };
  };
  let running = await start();
  const query: PostgresCluster['query'] = async (sql, database = 'postgres') => {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    url,
    query,
    createDatabase: async (name, template) => {
      await query(`create database "${name}"${template === undefined ? '' : ` template "${template}"`}`);
      return url(name);
    },
    crash: async () => {
      // Its own signal for that: no checkpoint, connections cut, the log is played again at the next start.
      running.server.kill('SIGQUIT');
      await running.ended;
      running = await start();
    },
    stop: async () => {
      running.server.kill('SIGINT');
      await running.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findMissing(): string | false {
  if (binDirectory() === undefined) {
    return `PostgreSQL is not installed (no ${debianRoot}/*/bin and no POSTGRES_BIN): apt-get install postgresql`;
  }
  if (process.getuid?.() === 0 && unprivilegedAccount() === undefined) {
    return 'PostgreSQL does not run as root and there is no account "postgres" to run it as';
  }
  return false;
}

function binDirectory(): string | undefined {
  const named = process.env.POSTGRES_BIN;
  if (named) return named;
  const versions = existsSync(debianRoot) ? readdirSync(debianRoot) : [];
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianRoot, version, 'bin'))
    .find((directory) => existsSync(join(directory, 'initdb')));
}

/** PostgreSQL refuses to run as root; its package makes an account for it. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
