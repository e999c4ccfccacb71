const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

/** So often is work dispatched again that is lost with its worker: that is no failure of its tool. */
export const maxLost = 8;

/** How long to wait after so many were lost: not at all after the first, then longer and longer. */
export function waitWhenLost(lost: number): number {
  return lost <= 1 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (lost - 2));
}
