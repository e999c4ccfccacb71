import { z } from 'zod';
import { describeIssues } from '../reports/describe-issues.ts';
import type { ProviderFaultRule } from './provider-faults.ts';
import type { MeterPrice } from './provider-meter.ts';
import { turnSchema, waitSchema } from './read-script.ts';
import { scriptWords } from './script-words.ts';

const kind = <Kind extends ProviderFaultRule['fault']['kind']>(name: Kind) => z.literal(name);

const faultSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: kind('rate-limited'), retryAfterSeconds: waitSchema.optional() }),
    z.strictObject({ kind: kind('server-error') }),
    z.strictObject({ kind: kind('overloaded') }),
    z.strictObject({ kind: kind('slow'), delayMs: waitSchema }),
    z.strictObject({ kind: kind('cut') }),
    z.strictObject({ kind: kind('reset') }),
    z.strictObject({ kind: kind('malformed-json') }),
    z.strictObject({ kind: kind('missing-usage') }),
    z.strictObject({ kind: kind('answer'), turn: turnSchema }),
  ],
  { error: ({ input }) => kindWords(input) },
);

const rulesSchema = z.array(
  z.strictObject({
    fault: faultSchema,
    next: z.int('is no whole number').min(1, 'is below 1').optional(),
    when: z.custom((value) => typeof value === 'function', 'is no function of the request').optional(),
  }),
);

const usd = z.number().min(0, 'is below 0');
const priceSchema = z.strictObject({ input: usd, output: usd, cachedInput: usd.optional() });

/**
 * Look at what a scripted model is told beside its script, since a fault that never comes makes a test say nothing.
 *
 * @throws Error with each mistake and where it stands.
 */
export function checkModelOptions(options: {
  readonly faults?: readonly ProviderFaultRule[] | undefined;
  readonly price?: MeterPrice | undefined;
}): void {
  const { success, error } = z
    .object({ faults: rulesSchema.optional(), price: priceSchema.optional() })
    .safeParse(options, { error: scriptWords });
  if (!success)
    throw new Error(`The scripted model cannot be set up: ${describeIssues(error.issues).join('; ')}.`);
}

function kindWords(fault: unknown): string {
  const kinds = faultSchema.options.map(({ shape }) => shape.kind.value).join(', ');
  if (typeof fault !== 'object' || fault === null) return `is no fault; write { kind }, one of ${kinds}`;
  return `is of no kind that there is; kind is one of ${kinds}`;
}
