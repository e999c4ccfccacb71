import { z } from 'zod';
import type { ReplayReport } from '../contracts/replay-report.ts';

/** `holdfast.replay/v1`: whether this build takes the decisions that stand in histories. */
export const replayReportSchema: z.ZodType<ReplayReport> = z
  .strictObject({
    schema: z.literal('holdfast.replay/v1'),
    ok: z.boolean(),
    histories: z.array(
      z.strictObject({ source: z.string().min(1), ok: z.boolean(), error: z.string().exactOptional() }),
    ),
  })
  .refine((report) => report.ok === report.histories.every((history) => history.ok), {
    message: 'ok must tell whether every history is ok',
  });
