import { z } from 'zod';
import type { RunCost, RunsCost } from '../core/trace/cost.ts';
import { countSchema } from './figures.ts';
import { outcomeKindSchema } from './run-outcome.ts';

const runCostSchema: z.ZodType<RunCost> = z.strictObject({
  schema: z.literal('holdfast.cost/v1'),
  run: z.string().min(1),
  agent: z.string().min(1),
  rows: z.array(
    z.strictObject({
      step: z.int().min(1),
      turn: z.int().min(1),
      model: z.string(),
      tool: z.string().exactOptional(),
      calls: z.int().min(1).exactOptional(),
      errors: countSchema.exactOptional(),
      durationMs: countSchema.exactOptional(),
      inputTokens: countSchema,
      cachedInputTokens: countSchema,
      outputTokens: countSchema,
      costNanoUsd: countSchema,
      unsettled: z.literal(true).exactOptional(),
      abandonedIn: z.string().exactOptional(),
    }),
  ),
  totalNanoUsd: countSchema,
  unsettledNanoUsd: countSchema,
});

const runsCostSchema: z.ZodType<RunsCost> = z.strictObject({
  schema: z.literal('holdfast.cost/v1'),
  runs: countSchema,
  rows: z.array(
    z.strictObject({
      agent: z.string(),
      model: z.string().exactOptional(),
      outcome: outcomeKindSchema.exactOptional(),
      runs: z.int().min(1),
      steps: countSchema,
      costNanoUsd: countSchema,
      unsettledNanoUsd: countSchema.exactOptional(),
    }),
  ),
  totalNanoUsd: countSchema,
  unsettledNanoUsd: countSchema.exactOptional(),
  truncated: z.literal(true).exactOptional(),
});

/** `holdfast.cost/v1`: what one run cost, or many. */
export const costSchema: z.ZodType<RunCost | RunsCost> = z.union([runCostSchema, runsCostSchema]);
