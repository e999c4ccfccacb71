import { z } from 'zod';
import { callIdPattern } from '../core/ids/ids.ts';
import type { TraceStep, TraceView } from '../core/trace/trace-view.ts';
import type { Json } from '../core/values/json.ts';
import { countSchema, timeSchema } from './figures.ts';
import { attachmentSchema, providerWaitSchema, runTotalsSchema } from './run.ts';
import { runOutcomeSchema } from './run-outcome.ts';

const traceStepSchema: z.ZodType<TraceStep> = z
  .strictObject({
    stepNumber: z.int().min(1),
    turn: z.int().min(1),
    kind: z.enum([
      'model',
      'tool',
      'control',
      'prepare',
      'approval',
      'compact',
      'probe',
      'settle',
      'undo',
      'review',
      'handover',
    ]),
    call: z.string().regex(callIdPattern).exactOptional(),
    thought: z.string().exactOptional(),
    action: z.strictObject({ tool: z.string(), input: z.record(z.string(), z.json()) }).exactOptional(),
    leftOut: z.array(z.string()).exactOptional(),
    verdict: z
      .strictObject({
        kind: z.string(),
        rule: z.string(),
        reason: z.string(),
      })
      .exactOptional(),
    result: (z.json() as z.ZodType<Json>).exactOptional(),
    error: z.strictObject({ type: z.string(), message: z.string(), retryable: z.boolean() }).exactOptional(),
    attempts: countSchema,
    tokensUsed: z
      .strictObject({ input: countSchema, cachedInput: countSchema, output: countSchema })
      .exactOptional(),
    contextTokens: countSchema.exactOptional(),
    contextHash: z.string().exactOptional(),
    costNanoUsd: countSchema.exactOptional(),
    inexact: z.string().exactOptional(),
    startedAt: timeSchema,
    durationMs: countSchema.exactOptional(),
  })
  .refine((step) => step.result === undefined || step.error === undefined, {
    message: 'a step has a result or an error, never both',
  });

/** `holdfast.trace/v1`: the step tree of a run. */
export const traceViewSchema: z.ZodType<TraceView> = z.strictObject({
  schema: z.literal('holdfast.trace/v1'),
  traceId: z.string().min(1),
  id: z.string().min(1),
  task: z.string(),
  attachments: z.array(attachmentSchema).exactOptional(),
  startedAt: timeSchema,
  steps: z.array(traceStepSchema),
  abandoned: z.array(z.strictObject({ runId: z.string(), steps: z.array(traceStepSchema) })).exactOptional(),
  notes: z.array(z.strictObject({ at: timeSchema, message: z.string() })).exactOptional(),
  awaitingProvider: providerWaitSchema.exactOptional(),
  outcome: runOutcomeSchema.exactOptional(),
  totals: runTotalsSchema,
});
