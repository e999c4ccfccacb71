import { formatUsd, usdToNanoUsd } from '../../../core/budget/money.ts';

/** Read an amount of the shop, an unrounded double in USD, as nano-USD: to the nearest, without its sign. */
export function nanoUsdOf(amountUsd: number): number {
  return usdToNanoUsd(Math.abs(amountUsd).toFixed(9));
}

/** Write an amount of the shop for people, without its sign: `$182.40`. */
export function usdText(amountUsd: number): string {
  return formatUsd(nanoUsdOf(amountUsd));
}
