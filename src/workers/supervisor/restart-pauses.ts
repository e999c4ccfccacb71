const firstApartMs = 100;
const longestApartMs = 10_000;
/** A worker that lived so long is in no crash loop. */
const healthyAfterMs = 30_000;

/**
 * How long a supervisor waits before it starts another worker, so that one that keeps dying does not keep the machine busy.
 *
 * Starts come ever further apart, ten seconds at most. What a worker lived counts towards it: one that was killed at its
 * work is replaced at once.
 */
export class RestartPauses {
  #apartMs = 0;

  after(livedMs: number): number {
    if (livedMs > healthyAfterMs) this.#apartMs = 0;
    const pauseMs = Math.max(0, this.#apartMs - livedMs);
    this.#apartMs = this.#apartMs === 0 ? firstApartMs : Math.min(this.#apartMs * 2, longestApartMs);
    return pauseMs;
  }
}
