/**
 * Which runs somebody watches just now, as far as this process was told. A model call of any other is not streamed.
 *
 * Forgotten by itself: a watcher that goes without a word costs nothing for long.
 */
export class WatchedRuns {
  readonly #untilMs = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  watch(workflowId: string, forMs: number): void {
    const nowMs = this.#now();
    for (const [id, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(id);
    this.#untilMs.set(workflowId, Math.max(nowMs + forMs, this.#untilMs.get(workflowId) ?? 0));
  }

  has(workflowId: string): boolean {
    return (this.#untilMs.get(workflowId) ?? 0) > this.#now();
  }
}
