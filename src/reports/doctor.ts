import { z } from 'zod';

/** `holdfast.doctor/v1`: what is there, what is missing, and the command that mends it. */
export interface DoctorReport {
  readonly schema: 'holdfast.doctor/v1';
  /** Every check is. */
  readonly ok: boolean;
  readonly checks: readonly DoctorCheck[];
}

export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** A command, or a sentence that names one. */
  readonly fix?: string;
}

/** `holdfast.doctor/v1`: what is there, what is missing, what mends it. */
export const doctorReportSchema: z.ZodType<DoctorReport> = z
  .strictObject({
    schema: z.literal('holdfast.doctor/v1'),
    ok: z.boolean(),
    checks: z.array(
      z.strictObject({
        name: z.string().min(1),
        ok: z.boolean(),
        found: z.string(),
        fix: z.string().exactOptional(),
      }),
    ),
  })
  .refine((report) => report.ok === report.checks.every((check) => check.ok), {
    message: 'ok must tell whether every check is ok',
  });
