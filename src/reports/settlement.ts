import { z } from 'zod';
import type { EffectState } from '../core/effects/effect.ts';
import { callIdPattern } from '../core/ids/ids.ts';
import type { SettlementFindings } from '../core/undo/settlement.ts';
import { effectStateSchema } from './run.ts';

/** `holdfast.settlement/v1`: how an effect stands after somebody settled it, or had it looked for. */
export interface SettlementReport extends SettlementFindings {
  readonly schema: 'holdfast.settlement/v1';
  /** Workflow id of the run. */
  readonly run: string;
  readonly effect: string;
  readonly state: EffectState;
}

/** `holdfast.settlement/v1`: how an effect stands after somebody settled it, or had it looked for. */
export const settlementReportSchema: z.ZodType<SettlementReport> = z.strictObject({
  schema: z.literal('holdfast.settlement/v1'),
  run: z.string().min(1),
  effect: z.string().regex(callIdPattern),
  state: effectStateSchema,
  found: z.enum(['applied', 'absent', 'unknown']).exactOptional(),
  because: z.string().exactOptional(),
});
