import { missingPostgres } from '../test/support/postgres.ts';

/** One part of the whole check. */
export interface CheckStep {
  readonly name: string;
  /** A program of node_modules/.bin and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Set when the step runs vitest: its tests are counted one by one. */
  readonly countsTests?: true;
  /** Set when the step belongs to the long form only. */
  readonly longOnly?: true;
  /** Variables beside those of the shell. */
  readonly env?: Readonly<Record<string, string>>;
  /** Why the step cannot run on this machine: it is named, and counted as one skipped. */
  readonly missing?: string | false;
}

const SOURCES = '--conditions=holdfast-source';
/** A Temporal server on PostgreSQL, and the shop's worlds there as well. */
const onPostgres = {
  env: { HOLDFAST_TEST_DATABASE: 'postgres' },
  missing: missingPostgres,
  longOnly: true,
} as const;

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
  {
    name: 'int-postgres',
    command: ['vitest', 'run', '--project', 'int', 'test/workflows', 'test/client'],
    countsTests: true,
    ...onPostgres,
  },
  {
    name: 'cases-postgres',
    command: ['node', SOURCES, 'scripts/verify-cases.ts'],
    ...onPostgres,
  },
];
