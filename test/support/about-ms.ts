import { expect } from 'vitest';

/** A wait of about so long: a tenth more or less. */
export function aboutMs(ms: number): unknown {
  return expect.toSatisfy(
    (actual: number) => Math.abs(actual - ms) <= Math.ceil(ms / 10),
    `about ${ms} ms, a tenth more or less`,
  );
}
