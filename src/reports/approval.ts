import { z } from 'zod';
import { approvalIdPattern, callIdPattern } from '../core/ids/ids.ts';
import type { ApprovalView } from '../core/view/run-view.ts';
import { timeSchema } from './figures.ts';

/** `holdfast.approval/v1`: one open approval as `inbox` tells it, from the run's memo alone. */
export interface ApprovalRecord extends Omit<ApprovalView, 'arguments' | 'preview'> {
  readonly schema: 'holdfast.approval/v1';
  /** Workflow id of the run that waits. */
  readonly run: string;
  /** First line of the preview, cut. */
  readonly summary: string;
  /** Absent where the memo's card could not hold them; `show` tells them. */
  readonly arguments?: ApprovalView['arguments'];
  readonly preview?: string;
  /** Beginning of the digest of its tool's declaration, which it binds. */
  readonly toolDigest?: string;
  /** Half of its time went by without an answer. */
  readonly reminded?: true;
}

const decisionSchema = z
  .strictObject({
    decision: z.enum(['approve', 'reject', 'edit']),
    by: z.string().min(1),
    at: timeSchema,
    reason: z.string().exactOptional(),
    accepted: z.boolean(),
    refusal: z.string().exactOptional(),
  })
  .refine(({ accepted, refusal }) => accepted === (refusal === undefined), {
    message: 'a decision that was not accepted says why, an accepted one does not',
  });

const fields = {
  id: z.string().regex(approvalIdPattern),
  call: z.string().regex(callIdPattern),
  turn: z.int().min(1),
  tool: z.string(),
  arguments: z.record(z.string(), z.json()),
  filledIn: z.array(z.string()).exactOptional(),
  preview: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  rule: z.string(),
  reason: z.string(),
  undoable: z.boolean().exactOptional(),
  approvers: z.string().exactOptional(),
  requestedAt: timeSchema,
  deadline: timeSchema.exactOptional(),
  decisions: z.array(decisionSchema),
  state: z.enum(['open', 'approved', 'rejected', 'edited', 'expired', 'void']),
  voidedBy: z.string().exactOptional(),
};

/** One approval of `holdfast.run/v1`, with every decision about it that was recorded. */
export const approvalViewSchema: z.ZodType<ApprovalView> = z.strictObject(fields);

/** `holdfast.approval/v1`: one open approval as `inbox` tells it. */
export const approvalRecordSchema: z.ZodType<ApprovalRecord> = z.strictObject({
  ...fields,
  schema: z.literal('holdfast.approval/v1'),
  run: z.string().min(1),
  summary: z.string(),
  arguments: fields.arguments.exactOptional(),
  preview: fields.preview.exactOptional(),
  toolDigest: z.string().exactOptional(),
  reminded: z.literal(true).exactOptional(),
});
