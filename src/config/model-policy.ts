import type { CharterModel } from '../core/charter/charter.ts';

/**
 * How long one model call may take, how often one that was certainly not billed is tried again, and how long the run waits
 * for a provider that does not answer.
 *
 * Long answers of slow models take minutes. Three attempts span about a second and a half, for what was a moment's trouble;
 * after that the run itself waits, which costs no worker anything and is seen.
 */
export const modelPolicy: Pick<CharterModel, 'timeoutMs' | 'retry' | 'patienceMs'> = {
  timeoutMs: 180_000,
  retry: { maximumAttempts: 3, initialIntervalMs: 400, backoffCoefficient: 2, maximumIntervalMs: 2_000 },
  patienceMs: 900_000,
};
