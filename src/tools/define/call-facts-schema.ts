import { z } from 'zod';

/** What a tool's `facts` may tell of one call. */
export const callFactsSchema = z.strictObject({
  stakes: z.enum(['low', 'medium', 'high']).optional(),
  resources: z
    .array(
      z
        .string()
        .max(256)
        .regex(/^[^:\s]+:.+$/s, 'expected <kind>:<id>, like order:W42'),
    )
    .max(64)
    .default([]),
  intent: z.string().min(1).max(512).optional(),
  amountNanoUsd: z.int().min(0).optional(),
  confidence: z.number().min(0).max(1).optional(),
  summary: z.string().max(500).optional(),
});
