import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { TransientToolError } from '../../../tools/errors/tool-error.ts';
import { isTransientShape } from '../../../tools/errors/transient-shape.ts';

const connectTimeoutMs = 10_000;
/** As long as a write waits for SQLite's lock. */
const lockTimeoutMs = 10_000;
/** A worker whose machine is gone leaves its transaction, and its locks, open for this long. */
const idleInTransactionTimeoutMs = 30_000;
const connectionsAtMost = 10;
/** PostgreSQL's text holds every character but this; it stands for itself nowhere in the shop's data. */
const nulCharacter = '\0';

/**
 * Make connections to a PostgreSQL database, as Kysely takes them.
 *
 * A connection that is lost, refused or not to be had in ten seconds, a lock held for ten seconds and a transaction that
 * the server gave up reject with `TransientToolError`: the transaction took effect as a whole or not at all. Open
 * connections do not keep the process alive.
 */
export function createPostgresPool(url: string): PostgresPool {
  const pool = new pg.Pool({
    application_name: 'holdfast',
    max: connectionsAtMost,
    connectionTimeoutMillis: connectTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
    allowExitOnIdle: true,
    // A lock waited for is worth something only where the next statement sees what its holder did.
    options: '-c default_transaction_isolation=read\\ committed',
    // What the string itself says wins.
    connectionString: url,
  });
  // Without a listener, a server that ends an idle connection would end this process. The pool makes a new one.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const known = new WeakMap<object, PostgresPoolClient>();
  return {
    options: pool.options,
    connect: () =>
      explained(async () => {
        const client = await pool.connect();
        const kept = known.get(client) ?? withExplanations(client);
        known.set(client, kept);
        return kept;
      }),
    end: () => pool.end(),
  };
}

function withExplanations(client: pg.PoolClient): PostgresPoolClient {
  const query = (sql: string, parameters: readonly unknown[]) =>
    explained(() => client.query(sql, parameters.map(storable)));
  const release = (error?: Error | boolean) => client.release(error);
  // Kysely asks for cursors too, which nothing here uses.
  return { query, release } as unknown as PostgresPoolClient;
}

function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(nulCharacter, '\uFFFD') : value;
}

async function explained<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!isPassing(error)) throw error;
    throw new TransientToolError(
      `The shop's database cannot be used right now: ${postgresReason(error)}. A change is made as a whole or not at all; try again, and look at the database if it stays so.`,
      { cause: error },
    );
  }
}

/** Some of the driver's errors about lost connections have words alone. */
function isPassing(error: unknown): boolean {
  if (isTransientShape(error)) return true;
  const { message } = error as Partial<Error>;
  return /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout exceeded)/.test(
    message ?? '',
  );
}

/** Say in a few words what PostgreSQL, or the way to it, answered. A refused connection has a code and no message. */
export function postgresReason(error: unknown): string {
  const { message, code } = (error ?? {}) as { message?: string; code?: string };
  return message || code || String(error);
}
