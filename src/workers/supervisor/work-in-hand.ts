import type { BegunActivity, RunOfWork } from './worker-message.ts';

/** An attempt's end is on its way to the server for a while after the work has ended. */
const onItsWayMs = 3_000;
/** A step is given up by the server after ten seconds; it is told of once in five. */
const stepMs = 15_000;

/** What one worker process has in hand, as far as its supervisor was told. */
export class WorkInHand {
  readonly #open = new Map<string, BegunActivity>();
  /** In the order of their ends. */
  #ended: { readonly activity: BegunActivity; readonly atMs: number }[] = [];
  /** In the order of their last steps. */
  readonly #steps = new Map<string, RunOfWork & { readonly atMs: number }>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  begin(activity: BegunActivity): void {
    this.#open.set(activity.token, activity);
  }

  end(token: string): void {
    const activity = this.#open.get(token);
    if (!activity) return;
    this.#open.delete(token);
    const atMs = this.#now();
    this.#ended = [...this.#ended.filter((one) => atMs - one.atMs < onItsWayMs), { activity, atMs }];
  }

  step({ run, runId }: RunOfWork): void {
    const atMs = this.#now();
    this.#steps.delete(runId);
    this.#steps.set(runId, { run, runId, atMs });
    for (const [oldest, { atMs: itsMs }] of this.#steps) {
      if (atMs - itsMs < stepMs) break;
      this.#steps.delete(oldest);
    }
  }

  get open(): readonly BegunActivity[] {
    return [...this.#open.values()];
  }

  /** Those that have just ended: the server may not know. */
  get unreported(): readonly BegunActivity[] {
    const nowMs = this.#now();
    return this.#ended.filter(({ atMs }) => nowMs - atMs < onItsWayMs).map(({ activity }) => activity);
  }

  /** Runs that the process may have been at work on, each once, those with calls first. */
  get runs(): readonly RunOfWork[] {
    const nowMs = this.#now();
    const stepping = [...this.#steps.values()].filter(({ atMs }) => nowMs - atMs < stepMs);
    const all = [...this.open, ...this.unreported, ...stepping.reverse()];
    return [...new Map(all.map(({ run, runId }) => [runId, { run, runId }])).values()];
  }
}
