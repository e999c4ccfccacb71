import type { Loop } from './loops.ts';
import { median } from './median.ts';

/**
 * Measure the loops in turn, so many times over, and take the median of each figure.
 *
 * In turn: what drifts on the machine meanwhile meets all of them alike.
 */
export async function inRounds<Figures extends object>(
  rounds: number,
  loops: readonly Loop[],
  measure: (loop: Loop) => Promise<Figures>,
): Promise<Figures[]> {
  const found = loops.map((): Figures[] => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [position, loop] of loops.entries()) found[position]?.push(await measure(loop));
  }
  return found.flatMap(middle);
}

function middle<Figures extends object>(all: readonly Figures[]): Figures[] {
  const [first] = all;
  if (!first) return [];
  const fields = Object.entries(first).map(([name, value]) => [
    name,
    typeof value === 'number' ? median(all.map((one) => one[name as keyof Figures] as number)) : value,
  ]);
  return [Object.fromEntries(fields) as Figures];
}
