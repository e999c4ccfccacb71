import type { SettlementReport } from '../../reports/settlement.ts';
import { cleanText } from './clean-text.ts';

/** Say how an effect stands after somebody settled it or had it looked for. */
export function describeSettlement({ effect, state, found, because }: SettlementReport): string {
  if (because === undefined) return `Settled: ${effect} is ${state}.`;
  const seen = found === 'unknown' ? 'Nobody knows yet' : `Found ${found}`;
  const reason = cleanText(because).replace(/\.$/, '');
  return `${seen}: ${reason}.\n${effect} stays ${state}.`;
}
