import { runProgram } from '../process/run-program.ts';
import type { PostgresStore } from './postgres-store.ts';
import { TemporalServerError } from './temporal-server-error.ts';

/**
 * Make a server's two databases, as far as they are missing, and bring their schemas up to this version of the server.
 *
 * The schemas are inside the tool. Idempotent, and harmless to a database that is up to date; takes four seconds on an
 * empty one. The password goes by environment, never by argument.
 *
 * @throws TemporalServerError with what the tool said. The signal's reason when that is aborted.
 */
export async function prepareTemporalSchema(
  sqlTool: string,
  store: PostgresStore,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const schemas = [
    { database: store.database, schema: 'postgresql/v12/temporal' },
    { database: store.visibilityDatabase, schema: 'postgresql/v12/visibility' },
  ];
  for (const { database, schema } of schemas) {
    for (const step of schemaSteps(schema)) {
      const args = ['--plugin', 'postgres12', '--ep', store.host, '--port', String(store.port)];
      args.push('--user', store.user, '--database', database, ...(store.tls ? ['--tls'] : []), ...step);
      const { code, errorTail, stdout } = await runProgram(sqlTool, args, {
        env: { ...process.env, SQL_PASSWORD: store.password },
        signal,
      });
      signal?.throwIfAborted();
      if (code === 0) continue;
      const said = (errorTail || stdout).trim().split('\n').slice(-3).join('\n  ');
      throw new TemporalServerError(
        `The schema of the Temporal server's database ${database} at ${store.host}:${store.port} could not be made ready (${step[0]}):\n  ${said}`,
        { advice: `See that ${store.user} may connect there and make databases, then repeat the command.` },
      );
    }
  }
}

/** Each leaves what is there already as it is. */
function schemaSteps(schema: string): [string, ...string[]][] {
  return [
    ['create-database'],
    ['setup-schema', '--version', '0.0'],
    ['update-schema', '--schema-name', schema],
  ];
}
