const transientCodes: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EPIPE',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
  // PostgreSQL: connection failures, serialization failure, deadlock, lock not available, too many connections, a
  // transaction that idled too long, starting up, shutting down, crashed, back end ended.
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '25P03',
  '40001',
  '40P01',
  '55P03',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
];

/** Primary result codes of SQLite: busy, locked. */
const transientSqliteCodes = [5, 6];

/** Whether an error has the look of a passing trouble: a broken connection, a busy database, HTTP 408, 425, 429 or 5xx. */
export function isTransientShape(error: unknown): boolean {
  const code = readField(error, 'code');
  if (typeof code === 'string') {
    if (transientCodes.includes(code) || /^SQLITE_(BUSY|LOCKED)/.test(code)) return true;
    const sqliteCode = readField(error, 'errcode');
    if (code === 'ERR_SQLITE_ERROR' && typeof sqliteCode === 'number') {
      return transientSqliteCodes.includes(sqliteCode & 0xff);
    }
  }
  if (readField(error, 'name') === 'TimeoutError') return true;
  return [
    readField(error, 'status'),
    readField(error, 'statusCode'),
    readField(readField(error, 'response'), 'status'),
  ].some(isTransientStatus);
}

function isTransientStatus(status: unknown): boolean {
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
