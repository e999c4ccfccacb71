import { cpus, loadavg, totalmem } from 'node:os';
import { type Aim, judgeAims } from './bench-aims.ts';
import type { RecoveryFigures } from './measure-recovery.ts';
import type { ReplayFigures } from './measure-replay.ts';
import type { StartFigures } from './measure-start.ts';
import type { StepFigures } from './measure-steps.ts';
import type { TakeoverFigures } from './measure-takeover.ts';
import type { ThroughputFigures } from './measure-throughput.ts';
import { median } from './median.ts';

/** Everything that was measured; what was left out is empty. */
export interface BenchResults {
  readonly form: string;
  readonly rounds: number;
  readonly runSteps: number;
  readonly steps: readonly StepFigures[];
  readonly throughput: readonly ThroughputFigures[];
  readonly recovery?: RecoveryFigures;
  readonly takeover?: TakeoverFigures;
  readonly replay: readonly ReplayFigures[];
  readonly start?: StartFigures;
}

/** Write what was measured as Markdown: tables, and for each aim whether it is met and by how much. */
export function renderBench(results: BenchResults): string {
  const { steps, throughput, recovery, takeover, replay, start } = results;
  const load = loadavg().map((figure) => figure.toFixed(1));
  const sections = [
    '# Benchmarks',
    `Holdfast beside the least that the same work costs on Temporal: a workflow that passes the whole transcript to each
model call (\`bench/raw-loop.ts\`). A step is one model call and one tool call, 2 KiB each; the provider answers at
once; both loops use the same provider client, the same server and one worker process each. Compare the ratios: the
times are this machine's. Both were measured in turn, and each figure is a median of ${results.rounds}.`,
    `Form ${results.form}; ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB;
Node ${process.versions.node}; load average at the end ${load.join(', ')}. Measured by \`npm run bench -- --write\`.`,
    ...section('Aims', [
      ...aimTable(judgeAims(results)),
      '',
      'Why those that are missed are: [where the time goes](decisions/2026-11-21-where-the-time-goes.md).',
    ]),
    ...section('A step, by length of the run', stepTable(steps)),
    ...section(`Runs of ${results.runSteps} steps at a time, one worker`, throughputTable(throughput)),
    ...section('One run: from SIGKILL of its worker process to its next model call', recoveryTable(recovery)),
    ...section('Many runs of one worker process that is killed', takeoverLines(takeover)),
    ...section('Replay', replayTable(replay)),
    ...section('Start', startTable(start)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}\n\n${lines.join('\n')}`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function aimTable(aims: readonly Aim[]): string[] {
  return table(
    ['Aim', 'Measured', ''],
    aims.map(({ aim, measured, met }) => [aim, measured, met ? 'met' : '**missed**']),
  );
}

function stepTable(figures: readonly StepFigures[]): string[] {
  return table(
    ['Steps', 'Loop', 'ms', 'CPU ms worker', 'CPU ms server', 'Events', 'KiB', 'Worker MiB', 'Made'],
    figures.map((one) => [
      String(one.steps),
      one.loop,
      one.wallMs.toFixed(1),
      one.workerCpuMs.toFixed(1),
      one.serverCpuMs.toFixed(1),
      one.events.toFixed(1),
      (one.bytes / 1_024).toFixed(1),
      one.memoryMib.toFixed(0),
      one.made < one.steps ? `died after ${one.made}` : 'all',
    ]),
  );
}

function throughputTable(figures: readonly ThroughputFigures[]): string[] {
  return table(
    ['Runs', 'Loop', 'Steps/s', 'CPU ms a step', 'Worker peak MiB'],
    figures.map((one) => [
      String(one.runs),
      one.loop,
      one.stepsPerSecond.toFixed(1),
      one.cpuMs.toFixed(1),
      one.memoryMib.toFixed(0),
    ]),
  );
}

function recoveryTable(recovery: RecoveryFigures | undefined): string[] {
  if (!recovery) return [];
  const { inModelCallMs, inToolCallMs, stepMs, standby } = recovery;
  const row = (name: string, times: readonly number[]): string[] => [
    name,
    seconds(median(times)),
    `${(median(times) / stepMs).toFixed(0)} ×`,
    [...times]
      .sort((a, b) => a - b)
      .map(seconds)
      .join(', '),
  ];
  const rows = [
    row('a model call', inModelCallMs),
    row('a tool call', inToolCallMs),
    row('either', [...inModelCallMs, ...inToolCallMs]),
  ];
  return [
    ...table(['Killed in', 's, median', `undisturbed step (${stepMs.toFixed(0)} ms)`, 'each'], rows),
    ...(standby === undefined ? [] : ['', `The process that stands by to take over holds ${standby}.`]),
  ];
}

function takeoverLines(takeover: TakeoverFigures | undefined): string[] {
  if (!takeover) return [];
  const { runs, mostEvents, events, stepMs, goneOnMs } = takeover;
  const after = (share: number): string =>
    `${seconds(goneOnMs[Math.ceil(goneOnMs.length * share) - 1] ?? Number.NaN)} s`;
  return [
    `${runs} runs, each in a model call, with ${events} events of history in all and ${mostEvents} in the longest.`,
    `A step of all of them takes ${seconds(stepMs)} s undisturbed. After the kill half had gone on after ${after(0.5)},`,
    `nine in ten after ${after(0.9)}, all after ${after(1)}; all ended as they would have, no step lost and none made twice.`,
  ];
}

function replayTable(figures: readonly ReplayFigures[]): string[] {
  return table(
    ['Loop', 'Events', 'ms an event', 'CPU ms an event'],
    figures.map((one) => [
      one.loop,
      String(one.events),
      one.msAnEvent.toFixed(2),
      one.cpuMsAnEvent.toFixed(2),
    ]),
  );
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function startTable(start: StartFigures | undefined): string[] {
  if (!start) return [];
  const cells = (name: string, times: readonly number[]): string[] => [
    name,
    median(times).toFixed(0),
    times.map((ms) => ms.toFixed(0)).join(', '),
  ];
  return table(
    ['Command', 'ms, median', 'each'],
    [
      cells(`\`holdfast --help\` (${start.from})`, start.helpMs),
      cells('`holdfast worker`, until it polls (src)', start.workerMs),
      cells(`\`holdfast dev\`, until it is ready (${start.from})`, start.devMs),
    ],
  );
}
