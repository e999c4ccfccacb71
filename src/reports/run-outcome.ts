import { z } from 'zod';
import type { OutcomeCode, RunOutcome } from '../core/run/outcome.ts';

const codes: Readonly<Record<OutcomeCode, true>> = {
  max_steps: true,
  max_tool_calls: true,
  timeout: true,
  max_failures: true,
  budget_exhausted: true,
  loop_detected: true,
  context_exhausted: true,
  provider_unavailable: true,
  provider_rejected: true,
  provider_refused: true,
  answer_cut: true,
  answer_broken: true,
  provider_not_configured: true,
  price_unknown: true,
  unbounded_input: true,
  attachment_missing: true,
  agent_unknown: true,
  not_run: true,
  task_invalid: true,
  effect_unknown: true,
  escalated: true,
  cancel_requested: true,
  undo_incomplete: true,
  unexpected: true,
};

export const outcomeKindSchema = z.enum([
  'answered',
  'partial',
  'handed-over',
  'cancelled',
  'undone',
  'failed',
]);

/** How a run ended. */
export const runOutcomeSchema: z.ZodType<RunOutcome> = z.strictObject({
  kind: outcomeKindSchema,
  answer: z.string().exactOptional(),
  reason: z
    .strictObject({ code: z.enum(Object.keys(codes) as OutcomeCode[]), message: z.string() })
    .exactOptional(),
});
