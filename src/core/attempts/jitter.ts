import { digestOf } from '../values/digest.ts';
import type { Json } from '../values/json.ts';

/** From 0 to 1, apart from one thing to the next, and the same at every replay. */
export function shareOf(what: readonly Json[]): number {
  return Number.parseInt(digestOf(what).slice(0, 8), 16) / 0xffff_ffff;
}

/**
 * A wait, a tenth more or less: what many runs wait for at once (a worker, a busy service) is not asked by all of them in
 * the same moment. None stays none.
 */
export function jittered(waitMs: number, what: readonly Json[]): number {
  return Math.round(waitMs * (0.9 + 0.2 * shareOf(what)));
}
