import { TemporalServerError } from './temporal-server-error.ts';

/** Where a Temporal server keeps its state: two PostgreSQL databases of one server. */
export interface PostgresStore {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Empty where the server asks for none. */
  readonly password: string;
  readonly database: string;
  /** Lists and searches of runs; named after the other, with `_visibility`. */
  readonly visibilityDatabase: string;
  readonly tls: boolean;
}

/**
 * Read a connection string `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. `sslmode`, but for `disable`, turns TLS on.
 *
 * @throws TemporalServerError for anything else; the message holds no password.
 */
export function readPostgresStore(url: string): PostgresStore {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = decodeURIComponent(parsed?.pathname.slice(1) ?? '');
  if (
    !/^postgres(ql)?:$/.test(parsed?.protocol ?? '') ||
    !parsed?.hostname ||
    !parsed.username ||
    !database
  ) {
    throw new TemporalServerError(
      'The database of the Temporal server is not named by a connection string with user, host and database.',
      { advice: 'Name it as postgres://USER:PASSWORD@HOST:PORT/DATABASE.' },
    );
  }
  const sslMode = parsed.searchParams.get('sslmode') ?? 'disable';
  return {
    // IPv6 comes in brackets, which belong to URLs.
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database,
    visibilityDatabase: `${database}_visibility`,
    tls: sslMode !== 'disable',
  };
}
