import { z } from 'zod';
import { outputLimitFields, promptCaches, reasoningEfforts } from '../core/charter/model-options.ts';
import {
  type AttachmentView,
  type ModelView,
  type ProviderWaitView,
  type RunTotals,
  type RunView,
  runStateNames,
} from '../core/view/run-view.ts';
import { approvalViewSchema } from './approval.ts';
import { countSchema, timeSchema } from './figures.ts';
import { nextActionSchema } from './next-action.ts';
import { runOutcomeSchema } from './run-outcome.ts';

export const runStateNameSchema = z.enum(runStateNames);

export const runTotalsSchema: z.ZodType<RunTotals> = z.strictObject({
  turns: countSchema,
  modelCalls: countSchema,
  toolCalls: countSchema,
  toolErrors: countSchema,
  inputTokens: countSchema,
  cachedInputTokens: countSchema,
  outputTokens: countSchema,
  costNanoUsd: countSchema,
  unsettledNanoUsd: countSchema,
  durationMs: countSchema,
  humanWaitMs: countSchema,
});

export const effectStateSchema = z.enum([
  'intended',
  'applied',
  'absent',
  'unknown',
  'undone',
  'undo-failed',
  'conflict',
]);

const effectSchema = z.strictObject({
  id: z.string(),
  turn: z.int().min(1),
  tool: z.string(),
  class: z.enum(['reversible', 'compensable', 'irreversible']),
  resources: z.array(z.string()),
  summary: z.string(),
  state: effectStateSchema,
  undoable: z.boolean(),
  probeable: z.literal(true).exactOptional(),
  resultUnknown: z.literal(true).exactOptional(),
  settled: z
    .strictObject({
      outcome: z.enum(['applied', 'absent']),
      by: z.string(),
      at: timeSchema,
      from: z.enum(['word', 'result', 'probe']),
    })
    .exactOptional(),
  abandonedIn: z.string().exactOptional(),
});

export const attachmentSchema: z.ZodType<AttachmentView> = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  mediaType: z.string(),
  name: z.string(),
  bytes: z.int().min(1),
});

const modelViewSchema: z.ZodType<ModelView> = z.strictObject({
  id: z.string(),
  maxOutputTokens: countSchema,
  timeoutMs: countSchema,
  patienceMs: countSchema,
  boundTokens: z.record(z.string(), countSchema).exactOptional(),
  reasoningEffort: z.enum(reasoningEfforts).exactOptional(),
  temperature: z.number().exactOptional(),
  topP: z.number().exactOptional(),
  stop: z.array(z.string()).exactOptional(),
  serviceTier: z.string().exactOptional(),
  promptCache: z.enum(promptCaches).exactOptional(),
  outputLimitField: z.enum(outputLimitFields).exactOptional(),
});

export const providerWaitSchema: z.ZodType<ProviderWaitView> = z.strictObject({
  model: z.string(),
  reason: z.string(),
  since: timeSchema,
  until: timeSchema,
  nextTry: timeSchema.exactOptional(),
  asked: z.int().min(1),
});

/** `holdfast.run/v1`: one run as `show` tells it. */
export const runViewSchema: z.ZodType<RunView> = z.strictObject({
  schema: z.literal('holdfast.run/v1'),
  id: z.string().min(1),
  taskId: z.string().min(1),
  agent: z.string().min(1),
  agentVersion: z.string().exactOptional(),
  charterDigest: z.string().exactOptional(),
  state: runStateNameSchema,
  phase: z.enum(['planning', 'executing', 'reviewing', 'complete']),
  progress: z.int().min(0).max(100),
  currentStep: z.string().exactOptional(),
  canCancel: z.boolean(),
  startedBy: z.string(),
  startedAt: timeSchema,
  closedAt: timeSchema.exactOptional(),
  outcome: runOutcomeSchema.exactOptional(),
  totals: runTotalsSchema,
  spentBeforeReset: z
    .strictObject({
      executions: countSchema,
      modelCalls: countSchema,
      toolCalls: countSchema,
      costNanoUsd: countSchema,
      unsettledNanoUsd: countSchema,
      unread: z.int().min(1).exactOptional(),
    })
    .exactOptional(),
  budget: z
    .strictObject({
      hardNanoUsd: countSchema,
      softNanoUsd: countSchema,
      spentNanoUsd: countSchema,
      reservedNanoUsd: countSchema,
      softReached: z.boolean(),
    })
    .exactOptional(),
  refusedCalls: z
    .strictObject({
      count: countSchema,
      last: z.array(
        z.strictObject({
          call: z.string(),
          tool: z.string(),
          because: z.enum(['denied', 'unknown-tool', 'bad-arguments']),
          message: z.string(),
        }),
      ),
    })
    .exactOptional(),
  approvals: z.array(approvalViewSchema),
  effects: z.array(effectSchema),
  lastMessage: z.string().exactOptional(),
  attachments: z.array(attachmentSchema).exactOptional(),
  model: modelViewSchema.exactOptional(),
  awaitingProvider: providerWaitSchema.exactOptional(),
  question: z.string().exactOptional(),
  next: z.array(nextActionSchema),
  stale: z.literal(true).exactOptional(),
  stalled: z
    .strictObject({ reason: z.string(), since: timeSchema, attempts: z.int().min(1) })
    .exactOptional(),
});
