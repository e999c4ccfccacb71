/**
 * Read how long an HTTP answer asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds or as an
 * HTTP date. A date in the past is 0. Undefined when neither header is there or readable.
 *
 * @param headers names in lower case
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string | undefined>>,
  nowMs: number,
): number | undefined {
  const milliseconds = decimal(headers['retry-after-ms']);
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const text = headers['retry-after'];
  const seconds = decimal(text);
  if (seconds !== undefined) return Math.ceil(seconds * 1_000);
  // Only HTTP dates: `Date.parse` alone would read "-5" as a year.
  if (text === undefined || !/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
