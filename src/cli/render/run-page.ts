import type { ApprovalView, RunView } from '../../core/view/run-view.ts';
import { approvalSummary, approveCommand, renderApprovalCard } from './approval-card.ts';
import { oneLine } from './clean-text.ts';
import { humanAge } from './human-duration.ts';
import type { Palette } from './palette.ts';
import { count, renderStanding } from './standing.ts';
import { cutText, foldText, padEnd, textWidth } from './text-width.ts';

export interface RunPageOptions {
  readonly palette: Palette;
  readonly width: number;
  readonly nowMs: number;
}

/** Write one run for a person: how it stands, where it came from, what it used and did, the commands that go on from here. */
export function renderRun(run: RunView, options: RunPageOptions): string {
  const { palette, width, nowMs } = options;
  const { totals } = run;
  const lines = [
    palette.strong(run.id),
    renderStanding(run, options),
    ...(run.stale ? [palette.warn('stale     No worker answered; this is the last known state.')] : []),
    '',
    field('agent', run.agentVersion === undefined ? run.agent : `${run.agent} ${run.agentVersion}`),
    field(
      'started',
      `${run.startedAt} by ${oneLine(run.startedBy)}, ${humanAge(nowMs - Date.parse(run.startedAt))} ago`,
    ),
  ];
  if (run.closedAt !== undefined) lines.push(field('closed', run.closedAt));
  else lines.push(...foldedField('progress', progress(run), width));
  lines.push(
    field(
      'calls',
      `${count(totals.turns, 'turn')}, ${count(totals.modelCalls, 'model call')}, ` +
        `${count(totals.toolCalls, 'tool call')}, ${count(totals.toolErrors, 'tool error')}`,
    ),
    field('tokens', tokens(totals)),
  );
  if (run.effects.length > 0) lines.push('', ...effectLines(run, width, palette));
  const decided = run.approvals.filter(({ state }) => state !== 'open');
  if (decided.length > 0) lines.push('', ...decidedLines(decided, width, palette));
  for (const approval of openApprovals(run)) {
    lines.push('', renderApprovalCard(approval, { ...options, run: run.id }));
  }
  lines.push('', ...nextCommands(run).map((command, index) => field(index === 0 ? 'next' : '', command)));
  return lines.map((line) => line.trimEnd()).join('\n');
}

function field(label: string, value: string): string {
  return `${padEnd(label, 10)}${value}`;
}

function foldedField(label: string, value: string, width: number): string[] {
  return foldText(value, Math.max(20, width - 10)).map((line, index) =>
    field(index === 0 ? label : '', line),
  );
}

function progress({ phase, progress: percent, currentStep }: RunView): string {
  return `${percent} %, ${phase}${currentStep === undefined ? '' : `: ${oneLine(currentStep)}`}`;
}

function tokens({ inputTokens, cachedInputTokens, outputTokens }: RunView['totals']): string {
  const figure = (tokenCount: number) => tokenCount.toLocaleString('en-US');
  return `${figure(inputTokens)} in (${figure(cachedInputTokens)} cached), ${figure(outputTokens)} out`;
}

function effectLines(run: RunView, width: number, palette: Palette): string[] {
  const idWidth = Math.max(...run.effects.map(({ id }) => textWidth(id)));
  return run.effects.map((effect, index) => {
    const label = padEnd(index === 0 ? 'effects' : '', 10);
    const state = padEnd(effect.state, 11);
    const paint =
      effect.state === 'applied' || effect.state === 'undone'
        ? palette.good
        : effect.state === 'unknown' || effect.state === 'conflict' || effect.state === 'undo-failed'
          ? palette.bad
          : palette.dim;
    const undo = effect.undoable ? '' : ', not undoable';
    const room = Math.max(20, width - 10 - idWidth - 2 - 11 - 2 - undo.length);
    return `${label}${padEnd(effect.id, idWidth)}  ${paint(state)}  ${cutText(oneLine(effect.summary), room)}${undo}`;
  });
}

function decidedLines(decided: readonly ApprovalView[], width: number, palette: Palette): string[] {
  const idWidth = Math.max(...decided.map(({ id }) => textWidth(id)));
  return decided.map((approval, index) => {
    const { id, state, decisions } = approval;
    const by = decisions.findLast(({ accepted }) => accepted)?.by;
    const label = padEnd(index === 0 ? 'approvals' : '', 10);
    const word = padEnd(state, 9);
    const paint = state === 'approved' || state === 'edited' ? palette.good : palette.warn;
    const who = by === undefined ? '' : `, by ${oneLine(by)}`;
    const room = Math.max(20, width - 10 - idWidth - 2 - 9 - 2 - textWidth(who));
    const what = approvalSummary(approval);
    return `${label}${padEnd(id, idWidth)}  ${paint(word)}  ${cutText(what, room)}${who}`;
  });
}

function openApprovals({ approvals, state }: Pick<RunView, 'approvals' | 'state'>): readonly ApprovalView[] {
  return state === 'closed' ? [] : approvals.filter((approval) => approval.state === 'open');
}

/** Name what a person can do with a run as it stands. */
export function nextCommands(run: Pick<RunView, 'id' | 'state' | 'approvals' | 'effects'>): string[] {
  const unsettled = run.effects.filter(({ state }) => state === 'unknown' || state === 'undo-failed');
  const settle = unsettled.flatMap(({ id, state }) =>
    state === 'unknown'
      ? [`holdfast settle ${run.id} ${id} applied`, `holdfast settle ${run.id} ${id} absent`]
      : [`holdfast undo ${run.id} --effect ${id} --apply`],
  );
  switch (run.state) {
    case 'awaiting-approval':
      return openApprovals(run).map((approval) => approveCommand(run.id, approval));
    case 'awaiting-human':
      return settle.length > 0 ? settle : [`holdfast trace ${run.id}`];
    case 'awaiting-user':
      return [`holdfast say ${run.id} "…"`, `holdfast end ${run.id}`];
    case 'paused':
      return [`holdfast resume ${run.id}`, `holdfast cancel ${run.id}`];
    case 'closed': {
      const canUndo = run.effects.some(({ state, undoable }) => undoable && state === 'applied');
      return [`holdfast trace ${run.id}`, ...settle, ...(canUndo ? [`holdfast undo ${run.id}`] : [])];
    }
    default:
      return [`holdfast watch ${run.id}`, `holdfast trace ${run.id}`];
  }
}
