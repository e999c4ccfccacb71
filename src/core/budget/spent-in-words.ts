import { formatUsd } from './money.ts';

/** What is known to have been spent, and the worst case of calls whose bill nobody knows. */
export interface Spent {
  readonly costNanoUsd: number;
  readonly unsettledNanoUsd?: number;
}

/** Write what was spent, of what may be: `$0.02 of $1.00 (up to $0.05 more unsettled)`. A bill that nobody knows never reads as zero. */
export function spentInWords({ costNanoUsd, unsettledNanoUsd = 0 }: Spent, limitNanoUsd?: number): string {
  const limit = limitNanoUsd === undefined ? '' : ` of ${formatUsd(limitNanoUsd)}`;
  const unsettled = unsettledNanoUsd > 0 ? ` (up to ${formatUsd(unsettledNanoUsd)} more unsettled)` : '';
  return `${formatUsd(costNanoUsd)}${limit}${unsettled}`;
}

/** The same as short as a column of a table wants it: from what is known up to the worst case. */
export function spentInBrief({ costNanoUsd, unsettledNanoUsd = 0 }: Spent): string {
  const known = formatUsd(costNanoUsd);
  return unsettledNanoUsd > 0 ? `${known} to ${formatUsd(costNanoUsd + unsettledNanoUsd)}` : known;
}
