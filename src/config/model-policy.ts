import type { CharterModel } from '../core/charter/charter.ts';

/**
 * How long one model call may take, and how often one that was certainly not billed is tried again.
 *
 * Long answers of slow models take minutes. Six attempts span about half a minute of overload; what lasts longer is
 * for people to know about.
 */
export const modelPolicy: Pick<CharterModel, 'timeoutMs' | 'retry'> = {
  timeoutMs: 180_000,
  retry: { maximumAttempts: 6, initialIntervalMs: 1_000, backoffCoefficient: 2, maximumIntervalMs: 20_000 },
};
