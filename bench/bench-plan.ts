import { parseArgs } from 'node:util';
import { given } from '../src/core/values/given.ts';

/** What is to be measured, and how much of it. */
export interface BenchPlan {
  readonly form: 'quick' | 'standard' | 'long';
  readonly parts: readonly BenchPart[];
  /** Steps of a run that both loops play. */
  readonly sizes: readonly number[];
  /** Steps of a run that the raw loop does not live to see. */
  readonly longSizes: readonly number[];
  /** Runs at a time. */
  readonly runs: readonly number[];
  /** Steps of each of these. */
  readonly runSteps: number;
  /** How often each of these is measured; the median counts. */
  readonly rounds: number;
  readonly kills: number;
  /** Runs that one killed worker has, and the events of the longest. */
  readonly takeover: { readonly runs: number; readonly mostEvents: number };
  readonly replay: { readonly steps: number; readonly times: number };
  readonly starts: number;
  readonly write: boolean;
  /** Where CPU profiles of the workers of the first part go. */
  readonly profile?: string;
}

const parts = ['steps', 'throughput', 'recovery', 'takeover', 'replay', 'start'] as const;
export type BenchPart = (typeof parts)[number];

export const benchUsage = `npm run bench -- [--quick | --long] [--write] [--only PART …]
  --quick          each figure measured once: up to 200 steps, four kills, 20 runs taken over
  --long           10,000 steps as well
  --write          write docs/benchmarks.md
  --only PART      one of ${parts.join(', ')}; may be said more than once
  --sizes N,N      steps a run, instead of 10,50,200
  --runs N,N       runs at a time, instead of 1,20,100
  --profile DIR    write CPU profiles of the workers that play the steps`;

/**
 * Read the command line of the bench.
 *
 * @throws TypeError for what it does not take.
 */
export function readBenchPlan(argv: readonly string[]): BenchPlan {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      sizes: { type: 'string' },
      runs: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const form = values.long ? 'long' : values.quick ? 'quick' : 'standard';
  const unknown = values.only?.find((part) => !parts.includes(part as BenchPart));
  if (unknown !== undefined) throw new TypeError(`There is no part ${unknown}.`);
  const longSizes = { quick: [], standard: [2_000], long: [2_000, 10_000] }[form];
  return {
    form,
    parts: (values.only as BenchPart[] | undefined) ?? parts,
    sizes: figures(values.sizes) ?? [10, 50, 200],
    longSizes: values.sizes === undefined ? longSizes : [],
    runs: figures(values.runs) ?? [1, 20, 100],
    runSteps: { quick: 10, standard: 20, long: 50 }[form],
    rounds: form === 'quick' ? 1 : 3,
    kills: { quick: 4, standard: 20, long: 20 }[form],
    takeover: form === 'quick' ? { runs: 20, mostEvents: 500 } : { runs: 100, mostEvents: 2_000 },
    replay: { steps: 100, times: { quick: 3, standard: 9, long: 9 }[form] },
    starts: form === 'quick' ? 3 : 5,
    write: values.write,
    ...given({ profile: values.profile }),
  };
}

function figures(text: string | undefined): readonly number[] | undefined {
  const found = text?.split(',').map(Number);
  const wrong = found?.find((figure) => !Number.isSafeInteger(figure) || figure < 1);
  if (wrong !== undefined) throw new TypeError(`${text} is no list of whole numbers from 1.`);
  return found;
}
