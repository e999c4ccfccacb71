import type { z } from 'zod';
import { approvalRecordSchema } from './approval.ts';
import { costSchema } from './cost.ts';
import { devRecordSchema } from './dev.ts';
import { doctorReportSchema } from './doctor.ts';
import { errorRecordSchema } from './error.ts';
import { replayReportSchema } from './replay.ts';
import { runViewSchema } from './run.ts';
import { runSummarySchema } from './run-summary.ts';
import { settlementReportSchema } from './settlement.ts';
import { traceViewSchema } from './trace.ts';
import { undoReportSchema } from './undo.ts';
import { workerRecordSchema } from './worker.ts';

/** Every shape that scripts rely on, under the name it carries in `schema`. Published as JSON Schema. */
export const publishedSchemas: Readonly<Record<string, z.ZodType>> = {
  'holdfast.run/v1': runViewSchema,
  'holdfast.run-summary/v1': runSummarySchema,
  'holdfast.approval/v1': approvalRecordSchema,
  'holdfast.settlement/v1': settlementReportSchema,
  'holdfast.undo/v1': undoReportSchema,
  'holdfast.trace/v1': traceViewSchema,
  'holdfast.cost/v1': costSchema,
  'holdfast.error/v1': errorRecordSchema,
  'holdfast.dev/v1': devRecordSchema,
  'holdfast.doctor/v1': doctorReportSchema,
  'holdfast.replay/v1': replayReportSchema,
  'holdfast.worker/v1': workerRecordSchema,
};
