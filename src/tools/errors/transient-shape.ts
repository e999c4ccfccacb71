/** Passing troubles that come before anything was sent or begun, or with the word that it was taken back. */
const codesWithoutEffect: readonly string[] = [
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  // PostgreSQL: no connection could be made, a transaction that idled too long, serialization failure, deadlock, lock not
  // available, too many connections, starting up.
  '08001',
  '08004',
  '25P03',
  '40001',
  '40P01',
  '55P03',
  '53300',
  '57P03',
];

/** What may have come after the other side had the request. */
const codesInDoubt: readonly string[] = [
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
  // PostgreSQL: the connection failed, shutting down, crashed, back end ended.
  '08000',
  '08003',
  '08006',
  '57P01',
  '57P02',
  '57P05',
];

/** The other side says that it took nothing on: too early, too many, not available. */
const statusesWithoutEffect = [425, 429, 503];

/** Primary result codes of SQLite: busy, locked. */
const transientSqliteCodes = [5, 6];

/** `none`: a passing trouble that certainly left no effect. `unknown`: one that may have. */
export type TransientEffect = 'none' | 'unknown';

/** Whether an error has the look of a passing trouble: a broken connection, a busy database, HTTP 408, 425, 429 or 5xx. */
export function isTransientShape(error: unknown): boolean {
  return transientEffect(error) !== undefined;
}

/** What a passing trouble says of the effect; undefined for an error that has not the look of one. */
export function transientEffect(error: unknown): TransientEffect | undefined {
  const code = readField(error, 'code');
  if (typeof code === 'string') {
    if (codesWithoutEffect.includes(code) || /^SQLITE_(BUSY|LOCKED)/.test(code)) return 'none';
    if (codesInDoubt.includes(code)) return 'unknown';
    const sqliteCode = readField(error, 'errcode');
    if (code === 'ERR_SQLITE_ERROR' && typeof sqliteCode === 'number') {
      return transientSqliteCodes.includes(sqliteCode & 0xff) ? 'none' : undefined;
    }
  }
  if (readField(error, 'name') === 'TimeoutError') return 'unknown';
  const status = [
    readField(error, 'status'),
    readField(error, 'statusCode'),
    readField(readField(error, 'response'), 'status'),
  ].find(isTransientStatus);
  if (status === undefined) return undefined;
  return statusesWithoutEffect.includes(status) ? 'none' : 'unknown';
}

function isTransientStatus(status: unknown): status is number {
  return typeof status === 'number' && ([408, 425, 429].includes(status) || (status >= 500 && status <= 599));
}

/** Read a field of anything; a getter that throws reads as absent. */
export function readField(value: unknown, field: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    return (value as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}
