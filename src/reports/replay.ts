import { z } from 'zod';

/** `holdfast.replay/v1`: whether this build takes the decisions that stand in histories. */
export interface ReplayReport {
  readonly schema: 'holdfast.replay/v1';
  /** Every history is. */
  readonly ok: boolean;
  readonly histories: readonly {
    /** The file or the run. */
    readonly source: string;
    readonly ok: boolean;
    /** Where this build differs. */
    readonly error?: string;
  }[];
}

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
