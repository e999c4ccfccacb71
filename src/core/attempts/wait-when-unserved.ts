const firstWaitMs = 1_000;
const longestWaitMs = 30_000;
/** So long in all a run waits for a worker that has what a command takes; time without any worker is not in it. */
const patienceMs = 15 * 60_000;

/** How long to wait before a command goes out again that was given back so often before; undefined: no longer. */
export function waitWhenUnserved(timesBefore: number): number | undefined {
  let waitedMs = 0;
  let waitMs = firstWaitMs;
  for (let time = 0; time < timesBefore; time++) {
    waitedMs += waitMs;
    if (waitedMs >= patienceMs) return undefined;
    waitMs = Math.min(longestWaitMs, waitMs * 2);
  }
  return waitMs;
}
