import type { RunSummary } from '../../contracts/run-summary.ts';
import { formatUsd } from '../../core/money.ts';
import { humanAge } from './human-duration.ts';
import type { Palette } from './palette.ts';
import { stateLabel, statePaint } from './state-label.ts';
import { type Column, renderTable } from './table.ts';

const columns: readonly Column[] = [
  { title: 'RUN' },
  { title: 'AGENT', cut: true },
  { title: 'STATE' },
  { title: 'STEPS', align: 'right' },
  { title: 'COST', align: 'right' },
  { title: 'AGE', align: 'right' },
  { title: 'WAITS FOR', cut: true },
];

/**
 * Write runs as a table, in the order given.
 *
 * A run goes by its task id where that names one run of the list, else by its workflow id; both are always whole.
 */
export function renderRuns(
  runs: readonly RunSummary[],
  { palette, width, nowMs }: { palette: Palette; width: number; nowMs: number },
): string {
  const uses = new Map<string, number>();
  for (const { taskId } of runs) uses.set(taskId, (uses.get(taskId) ?? 0) + 1);
  const rows = runs.map((run) => [
    { text: uses.get(run.taskId) === 1 ? run.taskId : run.id, paint: palette.strong },
    { text: run.agent },
    { text: stateLabel(run), paint: statePaint(run, palette) },
    { text: run.steps.toLocaleString('en-US') },
    { text: formatUsd(run.costNanoUsd) },
    { text: humanAge(nowMs - Date.parse(run.startedAt)) },
    { text: waitsFor(run) },
  ]);
  return renderTable(columns, rows, width);
}

function waitsFor({ state, pending }: RunSummary): string {
  switch (state) {
    case 'awaiting-user':
      return 'its user (say)';
    case 'awaiting-approval':
      return pending === 1 ? '1 approval' : `${pending} approvals`;
    case 'awaiting-human':
      return 'a person (handover)';
    case 'paused':
      return 'resume';
    default:
      return '';
  }
}
