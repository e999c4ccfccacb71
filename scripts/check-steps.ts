/** One part of the whole check. */
export interface CheckStep {
  readonly name: string;
  /** A program of node_modules/.bin and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Set when the step runs vitest: its tests are counted one by one. */
  readonly countsTests?: true;
  /** Set when the step belongs to the long form only. */
  readonly longOnly?: true;
}

const SOURCES = '--conditions=holdfast-source';

/** List the parts of the whole check, cheapest first. */
export const checkSteps: readonly CheckStep[] = [
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'format', command: ['biome', 'ci', '.'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  { name: 'imports', command: ['node', 'scripts/check-boundaries.ts'] },
  { name: 'dead-code', command: ['knip'] },
  { name: 'build', command: ['node', 'scripts/build.ts'] },
  { name: 'unit', command: ['vitest', 'run', '--project', 'unit'], countsTests: true },
  { name: 'replay', command: ['vitest', 'run', '--project', 'replay'], countsTests: true },
  { name: 'int', command: ['vitest', 'run', '--project', 'int'], countsTests: true },
  { name: 'crash', command: ['vitest', 'run', '--project', 'crash'], countsTests: true },
  { name: 'cases', command: ['node', SOURCES, 'scripts/verify-cases.ts'], longOnly: true },
];
