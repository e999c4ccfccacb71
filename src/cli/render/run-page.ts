import { fileInWords } from '../../core/attachments/file-in-words.ts';
import { formatUsd } from '../../core/budget/money.ts';
import { maySettle } from '../../core/effects/waits-for-a-person.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { openApprovals } from '../../core/view/next-actions.ts';
import type { ApprovalView, RunView } from '../../core/view/run-view.ts';
import { approvalSummary, renderApprovalCard } from './approval-card.ts';
import { oneLine } from './clean-text.ts';
import { formatCount } from './format-count.ts';
import { humanAge } from './human-duration.ts';
import { nextCommand } from './next-action.ts';
import type { Palette } from './palette.ts';
import { renderStanding } from './standing.ts';
import { cutText, foldText, padToWidth, textWidth } from './text-width.ts';

export interface RunPageOptions {
  readonly palette: Palette;
  readonly width: number;
  readonly nowMs: number;
  /** What an approval asks about, however long. */
  readonly full?: boolean;
}

/** Write one run for a person: how it stands, where it came from, what it used and did, the commands that go on from here. */
export function renderRun(run: RunView, options: RunPageOptions): string {
  const { palette, width, nowMs } = options;
  const { totals } = run;
  const lines = [
    palette.strong(run.id),
    renderStanding(run, options),
    ...(run.stale ? [palette.warn('stale     No worker answered; this is the last known state.')] : []),
    ...(run.stalled ? foldedField('stalled', stall(run.stalled), width).map(palette.bad) : []),
    '',
    field('agent', run.agentVersion === undefined ? run.agent : `${run.agent} ${run.agentVersion}`),
    field(
      'started',
      `${run.startedAt} by ${oneLine(run.startedBy)}, ${humanAge(nowMs - Date.parse(run.startedAt))} ago`,
    ),
  ];
  for (const [index, file] of (run.attachments ?? []).entries())
    lines.push(...foldedField(index === 0 ? 'attached' : '', oneLine(fileInWords(file)), width));
  if (run.model !== undefined) lines.push(...foldedField('model', modelLine(run.model), width));
  if (run.closedAt !== undefined) lines.push(field('closed', run.closedAt));
  else lines.push(...foldedField('progress', progress(run), width));
  lines.push(
    ...foldedField(
      'calls',
      `${formatCount(totals.turns, 'turn')}, ${formatCount(totals.modelCalls, 'model call')}, ` +
        `${formatCount(totals.toolCalls, 'tool call')}, ${formatCount(totals.toolErrors, 'tool error')}`,
      width,
    ),
    ...foldedField('tokens', tokens(totals), width),
  );
  if (run.spentBeforeReset) lines.push(...foldedField('reset', beforeReset(run.spentBeforeReset), width));
  if (run.refusedCalls) lines.push('', ...refusedLines(run.refusedCalls, width, palette));
  if (run.effects.length > 0) lines.push('', ...effectLines(run, width, palette));
  const decided = run.approvals.filter(({ state }) => state !== 'open');
  if (decided.length > 0) lines.push('', ...decidedLines(decided, width, palette));
  for (const approval of openApprovals(run)) {
    lines.push('', renderApprovalCard(approval, { ...options, run: run.id }));
  }
  const next = run.next.map((action, index) => field(index === 0 ? 'next' : '', nextCommand(action)));
  lines.push('', ...next);
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Which model is asked, and how: what its agent did not say is the provider's default, and not told. */
function modelLine(model: NonNullable<RunView['model']>): string {
  const { id, maxOutputTokens, timeoutMs, patienceMs, boundTokens, stop, ...options } = model;
  const words: Readonly<Record<keyof typeof options, string>> = {
    reasoningEffort: 'reasoning effort',
    temperature: 'temperature',
    topP: 'top-p',
    serviceTier: 'service tier',
    promptCache: 'prompt cache',
    outputLimitField: 'output limit sent as',
  };
  return [
    id,
    `at most ${formatCount(maxOutputTokens, 'output token')}`,
    `${formatDuration(timeoutMs)} a call`,
    `patience ${formatDuration(patienceMs)}`,
    ...Object.entries(options).map(
      ([option, value]) => `${words[option as keyof typeof options]} ${oneLine(String(value))}`,
    ),
    ...Object.entries(boundTokens ?? {}).map(
      ([kind, most]) => `at most ${formatCount(most, 'token')} for each ${oneLine(kind)}`,
    ),
    ...(stop === undefined ? [] : [`stop at ${stop.map((text) => JSON.stringify(text)).join(', ')}`]),
  ].join(', ');
}

function stall({ reason, since, attempts }: NonNullable<RunView['stalled']>): string {
  return `Its workers fail at its next step since ${since}, tried ${formatCount(attempts, 'time')}: ${oneLine(reason)}`;
}

function field(label: string, value: string): string {
  return `${padToWidth(label, 10)}${value}`;
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

/** What executions did that resets left behind; their effects stand among the others. */
function beforeReset(spent: NonNullable<RunView['spentBeforeReset']>): string {
  const { executions, modelCalls, toolCalls, costNanoUsd, unsettledNanoUsd, unread } = spent;
  const unknown = unsettledNanoUsd === 0 ? '' : ` and up to ${formatUsd(unsettledNanoUsd)} of unknown bills`;
  const lost = unread === undefined ? '' : `; of ${unread} more the history is not kept`;
  return (
    `${formatCount(executions, 'execution')} left behind, with ${formatCount(modelCalls, 'model call')}, ` +
    `${formatCount(toolCalls, 'tool call')}, ${formatUsd(costNanoUsd)}${unknown} beside these${lost}`
  );
}

/** What the model tried and nothing ran: how often, and the last ones. */
function refusedLines(
  { count, last }: NonNullable<RunView['refusedCalls']>,
  width: number,
  palette: Palette,
): string[] {
  const words = { denied: 'denied', 'unknown-tool': 'no such tool', 'bad-arguments': 'misfit' } as const;
  const shown = last.length < count ? `, the last ${last.length}:` : ':';
  const lines = last.map(({ call, tool, because, message }) => {
    const head = `${' '.repeat(10)}${padToWidth(call, 6)}  ${palette.warn(padToWidth(words[because], 12))}  `;
    return `${head}${cutText(`${oneLine(tool)}: ${oneLine(message)}`, Math.max(20, width - 32))}`;
  });
  return [field('not run', `${formatCount(count, 'proposed call')}${shown}`), ...lines];
}

function effectLines(run: RunView, width: number, palette: Palette): string[] {
  const idWidth = Math.max(...run.effects.map(({ id }) => textWidth(id)));
  return run.effects.flatMap((effect, index) => {
    const label = padToWidth(index === 0 ? 'effects' : '', 10);
    const state = padToWidth(effect.state, 11);
    const paint =
      effect.state === 'applied' || effect.state === 'undone'
        ? palette.good
        : maySettle(effect)
          ? palette.bad
          : palette.dim;
    const undo = effect.undoable ? '' : ', not undoable';
    const room = Math.max(20, width - 10 - idWidth - 2 - 11 - 2 - undo.length);
    const indent = ' '.repeat(10 + idWidth + 2);
    return [
      `${label}${padToWidth(effect.id, idWidth)}  ${paint(state)}  ${cutText(oneLine(effect.summary), room)}${undo}`,
      ...settledNotes(effect).flatMap((note) =>
        foldText(note, Math.max(20, width - indent.length)).map((line) => `${indent}${palette.dim(line)}`),
      ),
    ];
  });
}

/** Who settled an effect, and what keeps it from being undone. */
function settledNotes({ settled, resultUnknown }: RunView['effects'][number]): string[] {
  const rests = { word: '', result: ', with a result', probe: ', as its probe found' };
  return [
    ...(settled
      ? [`settled as ${settled.outcome} by ${oneLine(settled.by)} at ${settled.at}${rests[settled.from]}`]
      : []),
    ...(resultUnknown ? ['nobody knows what its tool returned, which its undo needs'] : []),
  ];
}

function decidedLines(decided: readonly ApprovalView[], width: number, palette: Palette): string[] {
  const idWidth = Math.max(...decided.map(({ id }) => textWidth(id)));
  return decided.map((approval, index) => {
    const { id, state, decisions } = approval;
    const by = decisions.findLast(({ accepted }) => accepted)?.by;
    const label = padToWidth(index === 0 ? 'approvals' : '', 10);
    const word = padToWidth(state, 9);
    const paint = state === 'approved' || state === 'edited' ? palette.good : palette.warn;
    const who = by === undefined ? '' : `, by ${oneLine(by)}`;
    const room = Math.max(20, width - 10 - idWidth - 2 - 9 - 2 - textWidth(who));
    const what = approvalSummary(approval);
    return `${label}${padToWidth(id, idWidth)}  ${paint(word)}  ${cutText(what, room)}${who}`;
  });
}
