import type { CrashVerdict } from './play-row.ts';

/** One line of the matrix. */
export function crashLine(verdict: CrashVerdict): string {
  const { name, problems, killed, takenOverAfterMs, modelCallAfterMs, totalMs } = verdict;
  const times = [
    ...(killed ? [`taken over after ${takenOverAfterMs ?? '?'} ms`] : []),
    ...(modelCallAfterMs === undefined ? [] : [`the model asked after ${modelCallAfterMs} ms`]),
    `${totalMs} ms in all`,
  ].join(', ');
  const result = problems.length === 0 ? 'same' : 'DIFFERS';
  return [`${result.padEnd(8)}${name}: ${times}`, ...problems.map((problem) => `        ${problem}`)].join(
    '\n',
  );
}
