import { z } from 'zod';
import type { RunOutcome } from '../core/run/outcome.ts';
import type { RunStateName } from '../core/view/run-view.ts';
import { countSchema, timeSchema } from './figures.ts';
import { runStateNameSchema } from './run.ts';
import { outcomeKindSchema } from './run-outcome.ts';

/** `holdfast.run-summary/v1`: what visibility alone tells of a run. */
export interface RunSummary {
  readonly schema: 'holdfast.run-summary/v1';
  readonly id: string;
  readonly taskId: string;
  readonly agent: string;
  readonly state: RunStateName;
  /** `kind` alone: the reason and the answer are in the run itself. */
  readonly outcome?: Pick<RunOutcome, 'kind'>;
  /** 0 to 100. */
  readonly progress: number;
  /** Model and tool calls, as of the last change of state. */
  readonly steps: number;
  /** As of the last change of state. */
  readonly costNanoUsd: number;
  /** Worst case of calls whose bill nobody knows; absent without such a call. */
  readonly unsettledNanoUsd?: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly closedAt?: string;
  /** Answers that the run waits for: open approvals, or one for a user or a person. */
  readonly pending: number;
  /** What a worker would have to have that can go on with it; absent while it waits for none. */
  readonly waitsForWorker?: string;
  /** Of a run whose provider does not answer: what it said, since when and until when the run waits for it. */
  readonly waitsForProvider?: { readonly reason: string; readonly since: string; readonly until: string };
}

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
  unsettledNanoUsd: countSchema.exactOptional(),
  startedAt: timeSchema,
  closedAt: timeSchema.exactOptional(),
  pending: countSchema,
  waitsForWorker: z.string().exactOptional(),
  waitsForProvider: z
    .strictObject({ reason: z.string(), since: timeSchema, until: timeSchema })
    .exactOptional(),
});
