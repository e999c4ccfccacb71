import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** One durable timer for the next moment that a run has to look at the clock; replaced only when that moment changes. */
export class DeadlineTimer {
  readonly #onWake: () => void;
  #wakeMs: number | undefined;
  #scope: CancellationScope | undefined;

  constructor(onWake: () => void) {
    this.#onWake = onWake;
  }

  /** `summary` is what people see of the timer. */
  set(wakeMs: number | undefined, summary: string): void {
    if (wakeMs === this.#wakeMs) return;
    this.#wakeMs = wakeMs;
    this.#scope?.cancel();
    this.#scope = undefined;
    if (wakeMs === undefined) return;
    const scope = new CancellationScope();
    this.#scope = scope;
    scope
      .run(() => sleep(Math.max(1, wakeMs - Date.now()), { summary }))
      .then(
        () => {
          this.#wakeMs = undefined;
          this.#onWake();
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }
}
