import type { Bench } from './bench-server.ts';
import type { ModelRequestNote } from './fast-provider.ts';
import { holdfast } from './loops.ts';

/** How long it takes until all runs of a killed worker have gone on. */
export interface TakeoverFigures {
  readonly runs: number;
  /** Of the longest history, and of all of them together. */
  readonly mostEvents: number;
  readonly events: number;
  /** One undisturbed step of all runs: what the same worker needs for as many model calls without a kill. */
  readonly stepMs: number;
  /** From the kill to each run's next model call, the soonest first. */
  readonly goneOnMs: readonly number[];
}

/** Events of a plain turn, and of what comes before the first. */
const eventsAStep = 12;
const eventsBefore = 12;
/** Steps that a run still makes after the kill. */
const stepsAfter = 3;

/**
 * Bring runs to histories of evenly spread lengths, each in a model call, then kill the process that polls.
 *
 * The runs start one behind the other so that all come to their length at about the same time. Each has to end as it
 * would have: a run that lost or repeated a step throws.
 */
export async function measureTakeover(
  bench: Bench,
  { runs, mostEvents }: { readonly runs: number; readonly mostEvents: number },
): Promise<TakeoverFigures> {
  const { address, namespace, provider } = bench;
  const taskQueue = bench.fresh('takeover');
  const worker = await holdfast.startWorker({ address, namespace, taskQueue, providerUrl: provider.baseUrl });
  try {
    const lengths = Array.from({ length: runs }, (_, n) => stepsFor((mostEvents * (runs - n)) / runs));
    const held = new Map<string, number>();
    const isAt = (offset: number) => (note: ModelRequestNote) =>
      note.step === (held.get(note.run) ?? -1) + offset;
    const hold = provider.hold(isAt(1));
    const ids = await startStaggered(bench, taskQueue, lengths, held);
    await until(() => hold.size === runs);

    const nextHold = provider.hold(isAt(2));
    const steppedAtMs = performance.now();
    hold.letGo();
    await until(() => nextHold.size === runs);
    const stepMs = performance.now() - steppedAtMs;

    const events = await Promise.all(ids.map((id) => eventsOf(bench, id)));
    const goneOn = new Map<string, number>();
    const killedAtMs = performance.now();
    const forget = provider.onRequest(({ run, atMs }) => {
      if (!goneOn.has(run)) goneOn.set(run, atMs - killedAtMs);
    });
    worker.killPolling();
    nextHold.letGo();
    await until(() => goneOn.size === runs);
    forget();
    await Promise.all(ids.map((id, n) => holdfast.finish(bench, id, (lengths[n] ?? 0) + stepsAfter)));
    return {
      runs,
      mostEvents: Math.max(...events),
      events: events.reduce((sum, count) => sum + count, 0),
      stepMs,
      goneOnMs: [...goneOn.values()].sort((a, b) => a - b),
    };
  } finally {
    await worker.stop();
  }
}

function stepsFor(events: number): number {
  return Math.max(1, Math.floor((events - eventsBefore) / eventsAStep) - 2);
}

/** Start each run when the longest has as many steps before it as this one has in all. */
async function startStaggered(
  bench: Bench,
  taskQueue: string,
  lengths: readonly number[],
  held: Map<string, number>,
): Promise<string[]> {
  const [longest = 0] = lengths;
  const ids: string[] = [];
  let first: string | undefined;
  let reached = 0;
  const forget = bench.provider.onRequest(({ run, step }) => {
    if (run === first) reached = step;
  });
  for (const steps of lengths) {
    await until(() => reached >= longest - steps);
    const id = await holdfast.start(bench, taskQueue, steps + stepsAfter);
    ids.push(id);
    const run = id.split('/').at(-1) ?? '';
    held.set(run, steps);
    first ??= run;
  }
  forget();
  return ids;
}

async function eventsOf({ client }: Bench, id: string): Promise<number> {
  return (await client.workflow.getHandle(id).describe()).historyLength;
}

const lookMs = 50;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, lookMs));
}
