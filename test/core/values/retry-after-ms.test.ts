import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../src/core/values/retry-after-ms.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': ' 0.5 ' }, 500],
    [{ 'retry-after': '0.0001' }, 1],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 11:59:00 GMT' }, 0],
    [{ 'retry-after': '9', 'retry-after-ms': '250' }, 250],
    [{ 'retry-after': '9', 'retry-after-ms': 'soon' }, 9_000],
    [{}, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '2026-11-21T12:00:30Z' }, undefined],
  ])('reads %j as %s', (headers, waitMs) => {
    expect(retryAfterMs(headers, nowMs)).toBe(waitMs);
  });
});
