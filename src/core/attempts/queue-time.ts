/** So long Temporal keeps what nobody takes in its queue; then it was not run. */
export const queuedAtMostMs = 15 * 60_000;
