import { readField } from './transient-shape.ts';

/** No server may hold a run up for longer by one header. */
const longestMs = 3_600_000;

/**
 * Read how long an error asks to wait, in milliseconds: its `retryAfterMs`, or the `retry-after` header of it or its response.
 *
 * Undefined when it does not say or cannot be understood; at most one hour.
 */
export function retryAfterOf(error: unknown, nowMs: number): number | undefined {
  const own = readField(error, 'retryAfterMs');
  const header = headerOf(error) ?? headerOf(readField(error, 'response'));
  const ms = typeof own === 'number' ? own : header === undefined ? undefined : headerMs(header, nowMs);
  if (ms === undefined || Number.isNaN(ms)) return undefined;
  return Math.round(Math.min(Math.max(0, ms), longestMs));
}

function headerOf(value: unknown): string | undefined {
  const headers = readField(value, 'headers') ?? readField(value, 'responseHeaders');
  const get = readField(headers, 'get');
  const header: unknown =
    typeof get === 'function'
      ? get.call(headers, 'retry-after')
      : (readField(headers, 'retry-after') ?? readField(headers, 'Retry-After'));
  return typeof header === 'string' || typeof header === 'number' ? String(header) : undefined;
}

/** Seconds, or an HTTP date. */
function headerMs(header: string, nowMs: number): number {
  return /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
}
