import { retryAfterMs } from '../../core/values/retry-after-ms.ts';
import { readField } from './transient-shape.ts';

/** No server may hold a run up for longer by one header. */
const longestMs = 3_600_000;

/**
 * Read how long an error asks to wait, in milliseconds: its `retryAfterMs`, or the headers of it or its response.
 *
 * Undefined when it does not say or cannot be understood; at most one hour.
 */
export function errorWaitMs(error: unknown, nowMs: number): number | undefined {
  const own = readField(error, 'retryAfterMs');
  const ms =
    typeof own === 'number' && !Number.isNaN(own)
      ? own
      : (headerWaitMs(error, nowMs) ?? headerWaitMs(readField(error, 'response'), nowMs));
  return ms === undefined ? undefined : Math.round(Math.min(Math.max(0, ms), longestMs));
}

function headerWaitMs(value: unknown, nowMs: number): number | undefined {
  const headers = readField(value, 'headers') ?? readField(value, 'responseHeaders');
  return retryAfterMs(
    {
      'retry-after-ms': headerOf(headers, 'retry-after-ms', 'Retry-After-Ms'),
      'retry-after': headerOf(headers, 'retry-after', 'Retry-After'),
    },
    nowMs,
  );
}

/** From a `Headers` object or a plain one, whose names come in either case. */
function headerOf(headers: unknown, lower: string, capital: string): string | undefined {
  const get = readField(headers, 'get');
  const header: unknown =
    typeof get === 'function'
      ? get.call(headers, lower)
      : (readField(headers, lower) ?? readField(headers, capital));
  return typeof header === 'string' || typeof header === 'number' ? String(header) : undefined;
}
