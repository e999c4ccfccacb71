import { z } from 'zod';
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

/** `holdfast.error/v1`: what `--json` prints when a verb could not do what was asked. */
export const errorRecordSchema: z.ZodType<ErrorRecord> = z.strictObject({
  schema: z.literal('holdfast.error/v1'),
  code: z.string().regex(/^[a-z][a-z0-9_]*$/),
  message: z.string().min(1),
  why: z.string().exactOptional(),
  unchanged: z.string().exactOptional(),
  next: z.string().exactOptional(),
  details: z.record(z.string(), z.json() as z.ZodType<Json>).exactOptional(),
});
