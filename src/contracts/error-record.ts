import type { Json } from '../core/values/json.ts';

/** `holdfast.error/v1`: what happened, why, what is unchanged and the next command, as `--json` prints it. */
export interface ErrorRecord {
  readonly schema: 'holdfast.error/v1';
  /** Stable, for programs: `run_not_found`. */
  readonly code: string;
  readonly message: string;
  readonly why?: string;
  readonly unchanged?: string;
  readonly next?: string;
  readonly details?: { readonly [key: string]: Json };
}
