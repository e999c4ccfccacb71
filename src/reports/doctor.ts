import { z } from 'zod';
import type { DoctorReport } from '../contracts/doctor-report.ts';

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
