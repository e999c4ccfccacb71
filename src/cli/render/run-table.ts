import { spentInBrief } from '../../core/budget/spent-in-words.ts';
import type { RunSummary } from '../../reports/run-summary.ts';
import { approvalLine } from './approval-card.ts';
import { oneLine } from './clean-text.ts';
import { humanAge } from './human-duration.ts';
import type { InboxApproval } from './inbox-list.ts';
import type { Palette } from './palette.ts';
import { stateLabel, statePaint } from './state-label.ts';
import { renderTable, type TableColumn } from './table.ts';
import { timeOfDay } from './time-of-day.ts';

const columns: readonly TableColumn[] = [
  { title: 'RUN' },
  { title: 'AGENT', cut: true },
  { title: 'STATE' },
  { title: 'STEPS', align: 'right', spare: true },
  { title: 'COST', align: 'right', spare: true },
  { title: 'AGE', align: 'right' },
  { title: 'WAITS FOR', cut: true },
];

/**
 * Write runs as a table, in the order given.
 *
 * A run goes by its task id where that names one run of the list, else by its workflow id; both are always whole. On a narrow terminal steps and cost give way to what a run waits for.
 */
export function renderRuns(
  runs: readonly RunSummary[],
  options: {
    readonly palette: Palette;
    readonly width: number;
    readonly nowMs: number;
    /** Open approvals, of these runs and of others. */
    readonly open?: readonly InboxApproval[];
  },
): string {
  const { palette, width, nowMs, open = [] } = options;
  const uses = new Map<string, number>();
  for (const { taskId } of runs) uses.set(taskId, (uses.get(taskId) ?? 0) + 1);
  const rows = runs.map((run) => [
    { text: uses.get(run.taskId) === 1 ? run.taskId : run.id, paint: palette.strong },
    { text: run.agent },
    { text: stateLabel(run), paint: statePaint(run, palette) },
    { text: run.steps.toLocaleString('en-US') },
    { text: spentInBrief(run) },
    { text: humanAge(nowMs - Date.parse(run.startedAt)) },
    {
      text: waitsFor(
        run,
        open.filter((approval) => approval.run === run.id),
      ),
    },
  ]);
  return renderTable(columns, rows, width);
}

function waitsFor(
  { state, pending, waitsForWorker, waitsForProvider }: RunSummary,
  open: readonly InboxApproval[],
): string {
  switch (state) {
    case 'awaiting-user':
      return 'its user (say)';
    case 'awaiting-approval':
      if (open[0] !== undefined) return approvalsOf(open[0], Math.max(pending, open.length));
      return pending === 1 ? '1 approval' : `${pending} approvals`;
    case 'awaiting-human':
      return 'a person (show)';
    case 'paused':
      return 'resume';
    case 'awaiting-provider':
      return waitsForProvider === undefined
        ? 'its model'
        : `its model since ${timeOfDay(waitsForProvider.since)}, until ${timeOfDay(waitsForProvider.until)}: ${oneLine(waitsForProvider.reason)}`;
    default:
      return waitsForWorker === undefined ? '' : `a worker that has ${waitsForWorker}`;
  }
}

function approvalsOf(first: InboxApproval, pending: number): string {
  return pending > 1 ? `${pending} approvals: ${approvalLine(first)}, …` : approvalLine(first);
}
