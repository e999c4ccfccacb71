import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { given } from '../src/core/values/given.ts';
import { type BenchPlan, benchUsage, readBenchPlan } from './bench-plan.ts';
import { type BenchResults, renderBench } from './bench-report.ts';
import { type Bench, openBench } from './bench-server.ts';
import { holdfast, type Loop, localReads, raw } from './loops.ts';
import { measureRecovery } from './measure-recovery.ts';
import { measureReplay } from './measure-replay.ts';
import { measureStart } from './measure-start.ts';
import { measureSteps, type StepFigures } from './measure-steps.ts';
import { measureTakeover } from './measure-takeover.ts';
import { measureThroughput, type ThroughputFigures } from './measure-throughput.ts';
import { inRounds } from './rounds.ts';

const plan = readPlan();
const bench = await openBench();
try {
  const report = renderBench(await measure(bench, plan));
  console.log(report);
  if (plan.write) writeFileSync(resolve(import.meta.dirname, '../docs/benchmarks.md'), report);
} finally {
  await bench.stop();
}

function readPlan(): BenchPlan {
  try {
    return readBenchPlan(process.argv.slice(2));
  } catch (error) {
    console.error(
      `${error instanceof Error ? error.message : String(error)} Nothing was measured.\n\n${benchUsage}`,
    );
    return process.exit(2);
  }
}

async function measure(on: Bench, { parts, ...chosen }: BenchPlan): Promise<BenchResults> {
  const has = (part: BenchPlan['parts'][number]) => parts.includes(part);
  const steps = has('steps') ? await playSteps(on, chosen) : [];
  const throughput = has('throughput') ? await playThroughput(on, chosen) : [];
  say(has('recovery'), `recovery: ${chosen.kills} kills`);
  const recovery = has('recovery') ? await measureRecovery(on, chosen.kills) : undefined;
  say(has('takeover'), `takeover of ${chosen.takeover.runs} runs`);
  const takeover = has('takeover') ? await measureTakeover(on, chosen.takeover) : undefined;
  say(has('replay'), 'replay');
  const replay = has('replay') ? await measureReplay(on, chosen.replay) : [];
  say(has('start'), 'start-up times');
  const start = has('start') ? await measureStart(on, chosen.starts) : undefined;
  return {
    form: chosen.form,
    rounds: chosen.rounds,
    runSteps: chosen.runSteps,
    steps,
    throughput,
    replay,
    ...given({ recovery, takeover, start }),
  };
}

async function playSteps(
  on: Bench,
  { sizes, longSizes, rounds, profile }: Pick<BenchPlan, 'sizes' | 'longSizes' | 'rounds' | 'profile'>,
): Promise<StepFigures[]> {
  const figures: StepFigures[] = [];
  const play = (steps: number, loops: readonly Loop[], times: number) =>
    inRounds(times, loops, (loop) => {
      say(true, `${loop.name}: ${steps} steps`);
      // Short runs are repeated: the kernel counts CPU time in steps of ten milliseconds.
      const repeats = Math.max(1, Math.floor(100 / steps));
      return measureSteps(on, loop, { steps, repeats, profile });
    });
  for (const steps of sizes) figures.push(...(await play(steps, [raw, holdfast, localReads], rounds)));
  for (const steps of longSizes) figures.push(...(await play(steps, [holdfast], 1)));
  return figures;
}

async function playThroughput(
  on: Bench,
  { runs: counts, rounds, runSteps: steps }: Pick<BenchPlan, 'runs' | 'rounds' | 'runSteps'>,
): Promise<ThroughputFigures[]> {
  const figures: ThroughputFigures[] = [];
  for (const runs of counts) {
    // A hundred runs are a sample by themselves.
    const found = await inRounds(runs < 100 ? rounds : 1, [raw, holdfast, localReads], (loop) => {
      say(true, `${loop.name}: ${runs} runs at a time`);
      return measureThroughput(on, loop, { runs, steps });
    });
    figures.push(...found);
  }
  return figures;
}

function say(wanted: boolean, text: string): void {
  if (wanted) console.error(`… ${text}`);
}
