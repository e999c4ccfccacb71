import { z } from 'zod';
import type { RunCost, RunsCost } from '../core/cost.ts';
import { countSchema } from './figures.ts';
import { outcomeKindSchema } from './run-outcome.ts';

const tokens = { inputTokens: countSchema, cachedInputTokens: countSchema, outputTokens: countSchema };

const runCostSchema: z.ZodType<RunCost> = z.strictObject({
  schema: z.literal('holdfast.cost/v1'),
  of: z.literal('run'),
  run: z.string().min(1),
  agent: z.string().min(1),
  costNanoUsd: countSchema,
  unsettledNanoUsd: countSchema,
  cachedShare: z.number().min(0).max(1),
  steps: z.array(
    z.strictObject({
      stepNumber: z.int().min(1),
      turn: z.int().min(1),
      ...tokens,
      costNanoUsd: countSchema.exactOptional(),
      tools: z.array(z.string()),
    }),
  ),
  models: z.array(
    z.strictObject({ model: z.string(), calls: countSchema, ...tokens, costNanoUsd: countSchema }),
  ),
  tools: z.array(
    z.strictObject({
      tool: z.string().exactOptional(),
      calls: countSchema,
      errors: countSchema,
      durationMs: countSchema,
      costNanoUsd: countSchema,
    }),
  ),
});

const runsCostSchema: z.ZodType<RunsCost> = z.strictObject({
  schema: z.literal('holdfast.cost/v1'),
  of: z.literal('runs'),
  runs: countSchema,
  costNanoUsd: countSchema,
  truncated: z.literal(true).exactOptional(),
  groups: z.array(
    z.strictObject({
      agent: z.string(),
      model: z.string().exactOptional(),
      outcome: outcomeKindSchema.exactOptional(),
      runs: z.int().min(1),
      steps: countSchema,
      costNanoUsd: countSchema,
    }),
  ),
});

/** `holdfast.cost/v1`: what one run cost, or many. */
export const costSchema: z.ZodType<RunCost | RunsCost> = z.union([runCostSchema, runsCostSchema]);
