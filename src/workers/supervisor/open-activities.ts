import type { BegunActivity } from './worker-message.ts';

/** An attempt's end is on its way to the server for a while after the work has ended. */
const onItsWayMs = 3_000;
/** A run takes its next step right after an activity; a step is given up by the server after as long. */
const stepMs = 10_000;

/** What one worker process has in hand, as far as its supervisor was told. */
export class OpenActivities {
  readonly #open = new Map<string, BegunActivity>();
  /** In the order of their ends. */
  readonly #ended: { readonly activity: BegunActivity; readonly atMs: number }[] = [];
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
    const old = this.#ended.findIndex((one) => atMs - one.atMs < stepMs);
    this.#ended.splice(0, old < 0 ? this.#ended.length : old);
    this.#ended.push({ activity, atMs });
  }

  get open(): readonly BegunActivity[] {
    return [...this.#open.values()];
  }

  /** Those that have just ended: the server may not know. */
  get unreported(): readonly BegunActivity[] {
    return this.#endedWithin(onItsWayMs);
  }

  /** Runs that the process may have been at work on, each once. */
  get runs(): readonly Pick<BegunActivity, 'run' | 'runId'>[] {
    const all = [...this.open, ...this.#endedWithin(stepMs)];
    return [...new Map(all.map(({ run, runId }) => [runId, { run, runId }])).values()];
  }

  #endedWithin(ms: number): BegunActivity[] {
    const nowMs = this.#now();
    return this.#ended.filter(({ atMs }) => nowMs - atMs < ms).map(({ activity }) => activity);
  }
}
