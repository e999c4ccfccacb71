import { type CrashRow, crashWrites } from './crash-row.ts';

const modelCalls = [1, 2, 6];

/** The process that polls is killed and no other worker is there: its supervisor tells what was lost, and starts another. */
export function supervisedKillRows(): CrashRow[] {
  const inTools = crashWrites.flatMap((tool): CrashRow[] =>
    (['hold-before-commit', 'hold-after-commit'] as const).map((fault) => ({
      column: 'supervised kill',
      name: `${tool}: ${fault === 'hold-before-commit' ? 'before' : 'after'} the effect, its supervisor starts another`,
      point: { by: 'tool', tool, fault },
      alone: true,
    })),
  );
  const inModelCalls = modelCalls.map(
    (n): CrashRow => ({
      column: 'supervised kill',
      name: `model call ${n}: its supervisor starts another`,
      point: { by: 'model', n },
      alone: true,
    }),
  );
  return [...inTools, ...inModelCalls];
}
