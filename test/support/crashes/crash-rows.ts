import { type Completions, type CrashRow, crashWrites } from './crash-row.ts';
import { lateCommitRows } from './late-commit-rows.ts';
import { refusedAgainRows } from './refused-again-rows.ts';
import { resetRows } from './reset-rows.ts';
import { supervisedKillRows } from './supervised-kill-rows.ts';

/** Every row of the matrix, column by column. */
export function crashRows(completions: Completions): CrashRow[] {
  return [
    ...killedWorkerRows(completions),
    ...refusedAgainRows(),
    ...lateCommitRows(),
    ...resetRows(),
    ...supervisedKillRows(),
  ];
}

/** Before and after each completion, and before and after the effect of each write and each undo. */
function killedWorkerRows(completions: Completions): CrashRow[] {
  const column = 'killed worker';
  const byProxy = (['workflow', 'activity'] as const).flatMap((kind) =>
    completions[kind].flatMap((about, index): CrashRow[] =>
      (['lose-request', 'lose-answer'] as const).map((fate) => ({
        column,
        name: `${kind} task ${index + 1}, ${about}: ${fate === 'lose-request' ? 'before the server has it' : 'after the server took it'}`,
        point: { by: 'proxy', kind, n: index + 1, fate },
      })),
    ),
  );
  const byTool = crashWrites.flatMap((tool): CrashRow[] => [
    { column, name: `${tool}: before the effect`, point: { by: 'tool', tool, fault: 'hold-before-commit' } },
    {
      column,
      name: `${tool}: after the effect, before the answer`,
      point: { by: 'tool', tool, fault: 'hold-after-commit' },
    },
  ]);
  const byMachine = ['cancel_pending_order', 'send_notice'].map(
    (tool): CrashRow => ({
      column,
      name: `${tool}: after the effect, before the answer, with the whole machine`,
      point: { by: 'tool', tool, fault: 'hold-after-commit', whole: true },
    }),
  );
  return [...byTool, ...byMachine, ...byProxy];
}

/** A few rows of each column, for the short form: those that wait for no deadline of half a minute. */
export function sampleRows(rows: readonly CrashRow[]): CrashRow[] {
  const wanted: readonly RegExp[] = [
    /^send_notice: after the effect, before the answer$/,
    /^cancel_pending_order: after the effect, before the answer$/,
    /^cancel_pending_order\.undo: after the effect, before the answer$/,
    /^activity task \d+, cancel_pending_order: before/,
    /^activity task \d+, cancel_pending_order\.undo: after/,
    /^workflow task .*schedules send_notice: before/,
    /^workflow task .*schedules cancel_pending_order,.*: after/,
    /^cancel_pending_order: its answer is lost, the next attempt is refused$/,
    /^cancel_pending_order\.undo: its answer is lost, the next attempt is refused$/,
    /^send_notice: appears after its deadline$/,
    /^send_notice: reset to before it, while it is under way$/,
    /^cancel_pending_order: after the effect, its supervisor starts another$/,
    /^model call 2: its supervisor starts another$/,
  ];
  return wanted.map((pattern) => {
    const row = rows.find(({ name }) => pattern.test(name));
    if (!row) throw new Error(`no row of the crash matrix matches ${pattern}`);
    return row;
  });
}
