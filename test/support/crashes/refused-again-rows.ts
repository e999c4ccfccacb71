import { type CrashRow, keyedWrites, undos } from './crash-row.ts';

/**
 * The first attempt acts and nobody hears of it; the one after it is refused. What is refused changed nothing, by this
 * attempt: what is in the world has to be looked up. A write that takes no key has no second attempt.
 */
export function refusedAgainRows(): CrashRow[] {
  return [...keyedWrites, ...undos].flatMap((tool): CrashRow[] => [
    {
      column: 'refused on the second attempt',
      name: `${tool}: its answer is lost, the next attempt is refused`,
      point: {
        by: 'faults',
        faults: [
          { tool, kind: 'lose-answer' },
          { tool, kind: 'refuse' },
        ],
      },
    },
    {
      column: 'refused on the second attempt',
      name: `${tool}: its worker is killed after the effect, the next attempt is refused`,
      point: { by: 'tool', tool, fault: 'hold-after-commit', then: 'refuse' },
    },
  ]);
}
