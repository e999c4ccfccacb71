import { z } from 'zod';
import type { ErrorRecord } from '../contracts/error-record.ts';
import type { Json } from '../core/values/json.ts';

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
