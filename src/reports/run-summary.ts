import { z } from 'zod';
import type { RunSummary } from '../contracts/run-summary.ts';
import { countSchema, timeSchema } from './figures.ts';
import { runStateNameSchema } from './run.ts';
import { outcomeKindSchema } from './run-outcome.ts';

/** `holdfast.run-summary/v1`: one run as `ls` tells it. */
export const runSummarySchema: z.ZodType<RunSummary> = z.strictObject({
  schema: z.literal('holdfast.run-summary/v1'),
  id: z.string().min(1),
  taskId: z.string().min(1),
  agent: z.string().min(1),
  state: runStateNameSchema,
  outcome: z.strictObject({ kind: outcomeKindSchema }).exactOptional(),
  progress: z.int().min(0).max(100),
  steps: countSchema,
  costNanoUsd: countSchema,
  startedAt: timeSchema,
  closedAt: timeSchema.exactOptional(),
  pending: countSchema,
});
