/** How long an activity says that it took, where it says so and can be right. Anybody may serve its queue. */
export function timeTold(tookMs: unknown): { readonly tookMs?: number } {
  return typeof tookMs === 'number' && tookMs >= 0 && Number.isFinite(tookMs)
    ? { tookMs: Math.ceil(tookMs) }
    : {};
}
