import { z } from 'zod';
import type { Json } from '../core/values/json.ts';
import type { NextAction } from '../core/view/next-action.ts';
import { nextActionSchema } from './next-action.ts';

const errorKinds = [
  'not-found',
  'conflict',
  'usage',
  'unreachable',
  'not-permitted',
  'timeout',
  'interrupted',
  'bug',
] as const;

/** What kind of trouble an error is; the command line has an exit code for each. */
export type ErrorKind = (typeof errorKinds)[number];

/** `holdfast.error/v1`: what happened, why, what is unchanged and what can be done next. */
export interface ErrorRecord {
  readonly schema: 'holdfast.error/v1';
  /** Stable, for programs: `run_not_found`. */
  readonly code: string;
  readonly kind?: ErrorKind;
  readonly message: string;
  readonly why?: string;
  readonly unchanged?: string;
  /** What to do, for people: as the command line says it, and told by it alone. */
  readonly next?: string;
  /** What to do where no action says it, or how to go about the actions. */
  readonly advice?: string;
  /** What can be done next, for programs. */
  readonly actions?: readonly NextAction[];
  readonly details?: { readonly [key: string]: Json };
}

/** `holdfast.error/v1`: what `--json` prints when a verb could not do what was asked. */
export const errorRecordSchema: z.ZodType<ErrorRecord> = z.strictObject({
  schema: z.literal('holdfast.error/v1'),
  code: z.string().regex(/^[a-z][a-z0-9_]*$/),
  kind: z.enum(errorKinds).exactOptional(),
  message: z.string().min(1),
  why: z.string().exactOptional(),
  unchanged: z.string().exactOptional(),
  next: z.string().exactOptional(),
  advice: z.string().exactOptional(),
  actions: z.array(nextActionSchema).exactOptional(),
  details: z.record(z.string(), z.json() as z.ZodType<Json>).exactOptional(),
});
