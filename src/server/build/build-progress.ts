import type { TemporalProgress } from '../launch/temporal-progress.ts';

/**
 * Turn the package names that `go build -v` prints into counts and an estimate.
 *
 * `total` is the number of packages to compile. The estimate takes the pace so far and is absent for the first
 * twenty packages; linking at the end is not in it.
 */
export function createBuildProgress(
  target: string,
  total: number,
  now: () => number,
): (line: string) => TemporalProgress | undefined {
  const startedAt = now();
  let done = 0;
  return (line) => {
    // Packages are bare import paths; everything else that Go prints has spaces or marks.
    if (!/^[\w.~/-]+$/.test(line)) return undefined;
    done = Math.min(done + 1, total);
    const etaMs = Math.round(((now() - startedAt) / done) * (total - done));
    return { phase: 'build', target, done, total, ...(done >= 20 ? { etaMs } : {}) };
  };
}
