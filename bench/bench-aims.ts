import type { BenchResults } from './bench-report.ts';
import type { Loop } from './loops.ts';
import type { StepFigures } from './measure-steps.ts';
import { median } from './median.ts';

/** Something that was to be reached, and how far it was. */
export interface Aim {
  readonly aim: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Hold what was measured against what was aimed at; aims whose figures were not measured are left out. */
export function judgeAims(results: BenchResults): Aim[] {
  const { start } = results;
  return [
    ...results.steps.filter(({ loop }) => loop === 'holdfast').flatMap((own) => stepAims(own, results.steps)),
    ...bytesAim(results.steps),
    ...throughputAim(results),
    ...recoveryAims(results),
    ...(start
      ? [atMost('`--help` within 150 ms', median(start.helpMs), 150, (ms) => `${ms.toFixed(0)} ms`)]
      : []),
  ];
}

function recoveryAims({ recovery, takeover, replay }: BenchResults): Aim[] {
  const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const own = replay.find(({ loop }) => loop === 'holdfast');
  return [
    ...(recovery
      ? [
          atMost(
            'one run goes on within 1.5 s of a kill, median',
            median([...recovery.inModelCallMs, ...recovery.inToolCallMs]),
            1_500,
            inSeconds,
          ),
        ]
      : []),
    ...(takeover
      ? [
          atMost(
            `${takeover.runs} runs of up to ${takeover.mostEvents} events have all gone on within 60 s of a kill`,
            takeover.goneOnMs.at(-1) ?? Number.NaN,
            60_000,
            inSeconds,
          ),
        ]
      : []),
    ...(own ? [atMost('replay ≤ 0.4 ms an event', own.msAnEvent, 0.4, (ms) => `${ms.toFixed(2)} ms`)] : []),
  ];
}

function stepAims(own: StepFigures, all: readonly StepFigures[]): Aim[] {
  const raw = all.find(({ loop, steps }) => loop === 'raw' && steps === own.steps);
  if (!raw) return [];
  const limit = own.steps < 50 ? 1.1 : 1;
  const cpu = (figures: StepFigures): number => figures.workerCpuMs + figures.serverCpuMs;
  const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
  const dead = raw.made < raw.steps ? `, which died after ${raw.made}` : '';
  return [
    atMost(
      `time a step at ${own.steps} ≤ ${limit} × the raw loop's${dead}`,
      own.wallMs / raw.wallMs,
      limit,
      times,
    ),
    atMost(
      `CPU a step at ${own.steps} ≤ ${limit} × the raw loop's${dead}`,
      cpu(own) / cpu(raw),
      limit,
      times,
    ),
  ];
}

function bytesAim(all: readonly StepFigures[]): Aim[] {
  const bytes = all.filter(({ loop, steps }) => loop === 'holdfast' && steps >= 50).map((own) => own.bytes);
  if (bytes.length < 2) return [];
  const spread = Math.max(...bytes) / Math.min(...bytes) - 1;
  return [
    atMost(
      'bytes a step flat within 10 % from 50 steps on',
      spread,
      0.1,
      (ratio) => `${(100 * ratio).toFixed(1)} %`,
    ),
  ];
}

function throughputAim({ throughput }: BenchResults): Aim[] {
  const most = Math.max(...throughput.map(({ runs }) => runs));
  const of = (name: Loop['name']): number | undefined =>
    throughput.find(({ loop, runs }) => loop === name && runs === most)?.stepsPerSecond;
  const [local, raw] = [of('local reads'), of('raw')];
  if (local === undefined || raw === undefined) return [];
  const ratio = local / raw;
  const aim = `local reads at ${most} runs ≥ 1.5 × the raw loop's steps per second`;
  return [{ aim, measured: `${ratio.toFixed(2)} ×`, met: ratio >= 1.5 }];
}

function atMost(aim: string, figure: number, limit: number, write: (figure: number) => string): Aim {
  return { aim, measured: write(figure), met: figure <= limit };
}
