import { z } from 'zod';
import type { UndoReport } from '../contracts/undo-report.ts';
import type { UndoItem } from '../core/undo/undo-plan.ts';

const undoItemSchema: z.ZodType<UndoItem> = z
  .strictObject({
    effectId: z.string().regex(/^c\d+\.\d+$/),
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
