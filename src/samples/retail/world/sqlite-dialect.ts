import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';
import { retryWhileBusy } from './retry-while-busy.ts';

const busyTimeoutMs = 5_000;

/**
 * Speak to a file through `node:sqlite`, one connection a dialect, for several processes on one file.
 *
 * Every transaction takes the write lock at its start, so that what it read is still so when it writes. The log is
 * WAL: readers never wait for a writer. Commits are synced to disk.
 */
export class SqliteDialect implements Dialect {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  createDriver(): Driver {
    return new ImmediateSqliteDriver({ database: () => openFile(this.#path) });
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(database);
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const run = (sql: string) => connection.executeQuery(CompiledQuery.raw(sql));
    await retryWhileBusy(async () => {
      // SQLite's own waiting blocks the whole process, and with it a transaction that another connection here has open.
      await run('pragma busy_timeout = 0');
      try {
        await run('begin immediate');
      } finally {
        await run(`pragma busy_timeout = ${busyTimeoutMs}`);
      }
    });
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  // SQLite creates tables inside transactions. The migrator must do so, or two processes that open a new file both
  // find it empty and one of them fails.
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function openFile(path: string): Promise<SqliteDatabase> {
  return retryWhileBusy(() => {
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    try {
      database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
    } catch (error) {
      database.close();
      throw error;
    }
    return { close: () => database.close(), prepare: (sql) => prepare(database, sql) };
  });
}

function prepare(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
