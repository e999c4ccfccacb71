import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../src/core/json.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { itemsChangedTogether, repairItems } from '../repair-recorded-items.ts';
import type { GoldReplay } from '../tau2.ts';
import { sortedDiff, worldDiff } from '../world-diff.ts';
import { differingAnswers } from './compare-answers.ts';
import type { CaseLane } from './lane.ts';

/** The model proposes the recorded calls, one a turn, and then answers. */
export function goldScript(replay: GoldReplay): Script {
  return playTurns([
    ...replay.steps.map((step) => ({ toolCalls: [{ name: step.name, arguments: step.arguments }] })),
    { text: `Task ${replay.task_id} is done.` },
  ]);
}

/**
 * Play one gold replay through the whole system and say what is not as recorded; an empty list is a pass.
 *
 * Compares every output and error, the whole world, and how often each write really happened.
 */
export async function playGoldCase(
  lane: CaseLane,
  replay: GoldReplay,
  interfere?: (runId: string) => Promise<void>,
): Promise<string[]> {
  await lane.reset();
  lane.desk.setScript(goldScript(replay));
  const id = await lane.desk.start({
    agent: 'retail-unattended',
    taskId: lane.newTaskId(`gold-${replay.task_id}`),
    input: `Work on task ${replay.task_id}.`,
    budgetNanoUsd: 50_000_000_000,
    startedBy: 'verify',
  });
  await interfere?.(id);
  const view = await lane.desk.result(id);
  const problems: string[] = [];
  if (view.outcome?.kind !== 'answered') problems.push(`outcome ${JSON.stringify(view.outcome)}`);

  const calls = replay.steps.map((recorded, index) => ({ id: `c${index + 1}.1`, recorded }));
  problems.push(...differingAnswers(calls, await lane.answers(id), lane.start));

  const changed = itemsChangedTogether(replay.steps);
  const expected = sortedDiff(repairItems(replay.db_diff as unknown as Json, changed, lane.start) as never);
  const found = worldDiff(lane.start, await lane.world.exportWorld());
  if (!isDeepStrictEqual(found, expected)) {
    problems.push(`the world differs: expected ${cut(expected)}, found ${cut(found)}`);
  }
  const writes = replay.steps.filter((step) => step.changed_db).length;
  problems.push(...(await lane.miscounted(id, writes)));
  return problems;
}

function cut(value: unknown): string {
  return JSON.stringify(value).slice(0, 400);
}
