import type { Effect } from './effect.ts';

/**
 * What a run says of its effects and a ledger read from its history does not, or says otherwise: one sentence, or nothing
 * where both agree.
 */
export function ledgerDifference(
  said: readonly Pick<Effect, 'id' | 'state'>[],
  read: readonly Pick<Effect, 'id' | 'state'>[],
): string | undefined {
  const stateRead = new Map(read.map(({ id, state }) => [id, state]));
  for (const { id, state } of said) {
    const other = stateRead.get(id);
    if (other === undefined)
      return `The run made ${id} (${state}), of which its history tells this build nothing.`;
    if (other !== state)
      return `By the run ${id} is ${state}, by its history as this build reads it ${other}.`;
  }
  const known = new Set(said.map(({ id }) => id));
  const surplus = read.find(({ id }) => !known.has(id));
  return surplus && `Its history shows ${surplus.id} (${surplus.state}), of which the run says nothing.`;
}
