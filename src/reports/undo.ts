import { z } from 'zod';
import { effectIdPattern } from '../core/ids/ids.ts';
import type { UndoItem } from '../core/undo/undo-plan.ts';

/** `holdfast.undo/v1`: the plan of an undo, or what came of it. */
export interface UndoReport {
  readonly schema: 'holdfast.undo/v1';
  /** Workflow id of the run. */
  readonly run: string;
  /** False for a plan. */
  readonly applied: boolean;
  /** Newest first. */
  readonly items: readonly UndoItem[];
  /** Every selected effect that can be undone is; never of a plan that still has something to do. */
  readonly complete: boolean;
}

const undoItemSchema: z.ZodType<UndoItem> = z
  .strictObject({
    effectId: z.string().regex(effectIdPattern),
    tool: z.string(),
    summary: z.string(),
    action: z.enum(['undo', 'skip', 'irreversible', 'conflict']),
    because: z.string(),
    result: z.enum(['undone', 'failed', 'conflict']).exactOptional(),
  })
  .refine(({ action, result }) => result === undefined || action === 'undo', {
    message: 'only what was to be undone has a result',
  });

/** `holdfast.undo/v1`: the plan of an undo, or what came of it. */
export const undoReportSchema: z.ZodType<UndoReport> = z
  .strictObject({
    schema: z.literal('holdfast.undo/v1'),
    run: z.string().min(1),
    applied: z.boolean(),
    items: z.array(undoItemSchema),
    complete: z.boolean(),
  })
  .refine(({ applied, items }) => applied || items.every(({ result }) => result === undefined), {
    message: 'a plan has no results',
  });
