import { bundledConfig } from '../../../src/samples/bundled-config.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import type { RetailWorldData } from '../../../src/samples/retail/world-schema.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { type Desk, type DeskOptions, openDesk } from '../desk.ts';
import { readRetailDb } from '../tau2.ts';
import { testDatabase } from '../test-database.ts';
import { type ToolAnswer, toolAnswers } from '../tool-answers.ts';
import { prepareWorldCopies } from '../world-copies.ts';

/** A place to play cases in, one after the other: its own queue, worker, scripted model and world. */
export interface CaseLane {
  readonly desk: Desk;
  readonly world: RetailWorld;
  /** The world at the start of each case. */
  readonly start: RetailWorldData;
  reset(): Promise<void>;
  newTaskId(base: string): string;
  /** Events in the history of the run that was started last. */
  lastHistoryLength(): Promise<number>;
  /** The longest silences in the history of the run that was started last, longest first. */
  longestSilences(): Promise<string[]>;
  answers(runId: string): Promise<Map<string, ToolAnswer>>;
  /** What is wrong with how often the run's writes really happened: each of the `expected` ones once. */
  miscounted(runId: string, expected: number): Promise<string[]>;
  close(): Promise<void>;
}

export interface LaneOptions extends Pick<DeskOptions, 'address' | 'namespace' | 'worker'> {
  readonly name: string;
}

export async function openLane(options: LaneOptions): Promise<CaseLane & { readonly worldPath: string }> {
  const start = readRetailDb();
  const copies = await prepareWorldCopies(start, testDatabase());
  const worldPath = await copies.copy();
  const world = openRetailWorld(worldPath);
  const desk = await openDesk({
    ...options,
    taskQueue: `lane-${options.name}`,
    config: bundledConfig({ world: worldPath }),
    script: playTurns([]),
  });
  let cases = 0;
  let last = '';
  return {
    desk: {
      ...desk,
      start: async (task) => {
        last = await desk.start(task);
        return last;
      },
    },
    world,
    start,
    worldPath,
    reset: () => world.resetWorld(),
    newTaskId: (base) => `${base}-${options.name}-${++cases}`,
    lastHistoryLength: async () => (await desk.client.workflow.getHandle(last).describe()).historyLength,
    longestSilences: async () => {
      const { events } = await desk.client.workflow.getHandle(last).fetchHistory();
      return silencesIn(events ?? []);
    },
    answers: async (id) => toolAnswers(await desk.client.workflow.getHandle(id).fetchHistory()),
    miscounted: async (id, expected) => {
      const counts = (await world.effectCounts()).filter(({ key }) => key.startsWith(`${id}/`));
      return [
        ...(counts.length === expected ? [] : [`${counts.length} writes happened instead of ${expected}`]),
        ...counts
          .filter(({ applications }) => applications !== 1)
          .map((count) => `not once: ${JSON.stringify(count)}`),
      ];
    },
    close: async () => {
      await desk.stop();
      await world.close();
      await copies.remove();
    },
  };
}

type Events = NonNullable<
  Awaited<ReturnType<ReturnType<Desk['client']['workflow']['getHandle']>['fetchHistory']>>['events']
>;

/** Silences of more than a second: between which events, and how long. */
function silencesIn(events: Events): string[] {
  const timed = events.map((event) => ({
    id: Number(event.eventId),
    atMs: Number(event.eventTime?.seconds ?? 0) * 1_000 + (event.eventTime?.nanos ?? 0) / 1e6,
    kind: Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '',
  }));
  return timed
    .flatMap((event, index) => {
      const before = timed[index - 1];
      const gapMs = before ? Math.round(event.atMs - before.atMs) : 0;
      return before && gapMs > 1_000
        ? [{ gapMs, text: `${gapMs} ms between ${before.kind} ${before.id} and ${event.kind}` }]
        : [];
    })
    .sort((a, b) => b.gapMs - a.gapMs)
    .slice(0, 4)
    .map(({ text }) => text.replaceAll('EventAttributes', ''));
}
