import type { LedgerEntry } from '../../../src/core/effects/effect.ts';
import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import type { RetailWorldData } from '../../../src/samples/retail/world-schema.ts';
import { runRetailTool } from '../run-retail-tool.ts';
import { worldDiff } from '../world-diff.ts';
import { changeBehind, type ForeignChange } from './foreign-change.ts';

export interface ModelledShop {
  readonly world: RetailWorldData;
  /** Effects whose work somebody else has changed since, field by field; gift cards are amounts and no fields. */
  readonly disturbed: readonly string[];
  /** Some effect and somebody else wrote to the same field, or to gift cards, in whatever order. */
  readonly met: boolean;
}

let replays = 0;

/**
 * Make the shop anew, without any run: the effects that are said to stand, each by its tool, and what others did, in the
 * order in which it all happened.
 *
 * @throws Error when an effect cannot be made again: it rested on one that is said not to stand.
 */
export async function modelShop(
  world: RetailWorld,
  standing: readonly LedgerEntry[],
  foreign: readonly (readonly ForeignChange[])[],
): Promise<ModelledShop> {
  await world.resetWorld();
  const replay = `model-${++replays}`;
  const lastWriters = new Map<string, string>();
  const lastEffects = new Map<string, string>();
  const byOthers = new Set<string>();
  let now = await world.exportWorld();
  const step = async (writer: string | undefined, change: () => Promise<unknown>): Promise<void> => {
    const before = now;
    await change();
    now = await world.exportWorld();
    for (const { path } of worldDiff(before, now)) {
      const field = path.slice(0, 3).join('/');
      lastWriters.set(field, writer ?? 'others');
      if (writer !== undefined) lastEffects.set(field, writer);
      else byOthers.add(field);
    }
  };
  const lastTurn = Math.max(0, ...standing.map(({ turn }) => turn));
  for (let turn = 1; turn <= Math.max(lastTurn, foreign.length); turn++) {
    for (const change of foreign[turn - 1] ?? []) await step(undefined, () => changeBehind(world, change));
    for (const { id, tool, arguments: args } of standing.filter((effect) => effect.turn === turn)) {
      await step(id, async () => {
        const answer = await runRetailTool(world, tool, args, `${replay}/${id}/run`);
        if (answer.kind === 'error') throw new Error(`the model cannot make ${id} again: ${answer.message}`);
      });
    }
  }
  const fields = [...lastEffects].filter(([field]) => !field.endsWith('/payment_methods'));
  return {
    world: now,
    disturbed: [
      ...new Set(fields.flatMap(([field, effect]) => (lastWriters.get(field) === 'others' ? [effect] : []))),
    ],
    met: [...byOthers].some((field) => lastEffects.has(field)),
  };
}
