/**
 * How long a run has worked: what its limit of wall time counts.
 *
 * Counted is what attempts say that they took, laid on the run's own clock where they ended, so that calls that ran side
 * by side count once. Not counted are waits for a worker, for people and between dispatches, and attempts that were lost.
 */
export interface Worked {
  /** Of what has ended, up to when nothing was under way. */
  readonly totalMs: number;
  /** When what is under way was sent out, by the call, the model call or `open` that it is for. */
  readonly open: Readonly<Record<string, number>>;
  /** Of what ended since something is under way: from and to, apart from each other, in their order. */
  readonly spans: readonly WorkSpan[];
  /** When the run looks whether its time is up; absent until it has a limit. */
  readonly checkAtMs?: number;
  /** Somebody is to say what of it a worker has taken. */
  readonly look?: 'wanted' | 'started';
  /** Such looks so far; each has an id of its own. */
  readonly looks: number;
}

export type WorkSpan = readonly [fromMs: number, toMs: number];

export const noWork: Worked = { totalMs: 0, open: {}, spans: [], looks: 0 };

/** Note that something was sent out. */
export function startWork(worked: Worked, of: string, atMs: number): Worked {
  return { ...worked, open: { ...worked.open, [of]: atMs } };
}

/** Take in that it ended, and how long it had taken. */
export function endWork(worked: Worked, of: string, atMs: number, tookMs: number): Worked {
  const { [of]: sinceMs, ...open } = worked.open;
  if (sinceMs === undefined) return worked;
  const spans = withSpan(worked.spans, [Math.max(sinceMs, atMs - tookMs), atMs]);
  if (Object.keys(open).length > 0) return { ...worked, open, spans };
  return { ...worked, open, spans: [], totalMs: worked.totalMs + lengthOf(spans) };
}

/** How long the run has worked, were all that is under way at work for as long as `runningMs` says. */
export function workedMs(
  { totalMs, open, spans }: Worked,
  atMs: number,
  runningMs: (of: string) => number = () => Number.POSITIVE_INFINITY,
): number {
  const running = Object.entries(open).map(
    ([of, sinceMs]): WorkSpan => [Math.max(sinceMs, atMs - runningMs(of)), atMs],
  );
  return totalMs + lengthOf(running.reduce(withSpan, spans));
}

function withSpan(spans: readonly WorkSpan[], [fromMs, toMs]: WorkSpan): readonly WorkSpan[] {
  if (toMs <= fromMs) return spans;
  const touched = spans.filter(([from, to]) => from <= toMs && fromMs <= to);
  const merged: WorkSpan = [
    Math.min(fromMs, ...touched.map(([from]) => from)),
    Math.max(toMs, ...touched.map(([, to]) => to)),
  ];
  return [...spans.filter((span) => !touched.includes(span)), merged].toSorted(([a], [b]) => a - b);
}

function lengthOf(spans: readonly WorkSpan[]): number {
  return spans.reduce((sum, [fromMs, toMs]) => sum + toMs - fromMs, 0);
}
