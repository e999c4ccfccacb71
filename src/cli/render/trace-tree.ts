import { spentInWords } from '../../core/budget/spent-in-words.ts';
import type { TraceStep, TraceView } from '../../core/trace/trace-view.ts';
import { given } from '../../core/values/given.ts';
import type { ProviderWaitView } from '../../core/view/run-view.ts';
import { attachedLine } from './attached-line.ts';
import { cleanText, oneLine } from './clean-text.ts';
import { formatCount } from './format-count.ts';
import { humanDuration } from './human-duration.ts';
import type { Palette } from './palette.ts';
import { stateLabel, statePaint } from './state-label.ts';
import { renderStep, stepTextColumn } from './step-line.ts';
import { cutText, wrapText } from './text-width.ts';

export interface TraceTreeOptions {
  readonly palette: Palette;
  readonly width: number;
  /** Print inputs and outputs whole. */
  readonly io: boolean;
}

/** Write a trace as a tree: turns, their steps, each with tokens, cost and attempts; then its end and its totals. */
export function renderTrace(trace: TraceView, options: TraceTreeOptions): string {
  const { palette, width } = options;
  const lines = [
    palette.strong(trace.id),
    ...(trace.task === '' ? [] : [`"${cutText(oneLine(trace.task), width - 2)}"`]),
    ...(trace.attachments ?? []).map((file) => attachedLine(file, width)),
    palette.dim(`trace ${trace.traceId}, started ${trace.startedAt}`),
  ];
  lines.push(...stepLines(trace.steps, options, trace.awaitingProvider));
  for (const { runId, steps } of trace.abandoned ?? []) {
    if (steps.length === 0) continue;
    lines.push('', palette.warn(`left behind by a reset: execution ${runId}`), ...stepLines(steps, options));
  }
  const notes = trace.notes ?? [];
  if (notes.length > 0) lines.push('', palette.dim('besides'));
  lines.push(...notes.flatMap(({ at, message }) => noteLines(`${at}: ${message}`, width)));
  lines.push('', end(trace, options));
  return lines.join('\n');
}

function stepLines(
  steps: readonly TraceStep[],
  { palette, width, io }: TraceTreeOptions,
  waitsFor?: ProviderWaitView,
): string[] {
  const lines: string[] = [];
  let turn: number | undefined;
  const waiting =
    waitsFor && steps.findLast(({ kind, durationMs }) => kind === 'model' && durationMs === undefined);
  for (const step of steps) {
    if (step.turn !== turn) lines.push('', palette.dim(`turn ${step.turn}`));
    turn = step.turn;
    const wait = step === waiting ? waitsFor : undefined;
    lines.push(renderStep(step, { palette, width, proposed: proposedBy(step, steps), ...given({ wait }) }));
    lines.push(...tokenLine(step, palette), ...(io ? payloads(step, palette) : []));
  }
  return lines;
}

/** Name the tools that a model step proposed: those of its turn's calls. */
function proposedBy(step: TraceStep, steps: readonly TraceStep[]): string[] {
  if (step.kind !== 'model') return [];
  return steps
    .filter(({ turn, kind }) => turn === step.turn && (kind === 'tool' || kind === 'control'))
    .flatMap(({ action }) => (action === undefined ? [] : [action.tool]));
}

const indent = ' '.repeat(stepTextColumn);

function tokenLine({ tokensUsed, contextHash }: TraceStep, palette: Palette): string[] {
  if (tokensUsed === undefined) return [];
  const { input, cachedInput, output } = tokensUsed;
  const figure = (tokens: number) => tokens.toLocaleString('en-US');
  const cached = cachedInput === 0 ? '' : ` (${figure(cachedInput)} cached)`;
  const context = contextHash === undefined ? '' : ` · context ${contextHash.slice(0, 12)}`;
  return [palette.dim(`${indent}${figure(input)} in${cached}, ${figure(output)} out${context}`)];
}

function payloads(step: TraceStep, palette: Palette): string[] {
  const parts: [string, string][] = [];
  if (step.thought !== undefined) parts.push(['text', cleanText(step.thought)]);
  if (step.action !== undefined)
    parts.push(['in', cleanText(JSON.stringify(step.action.input, undefined, 2))]);
  if (step.result !== undefined) parts.push(['out', cleanText(JSON.stringify(step.result, undefined, 2))]);
  if (step.error !== undefined) parts.push(['out', cleanText(step.error.message)]);
  return parts.flatMap(([label, text]) =>
    text
      .split('\n')
      .map((line, index) =>
        `${indent}${palette.dim(index === 0 ? label.padEnd(5) : '     ')}${line}`.trimEnd(),
      ),
  );
}

function noteLines(text: string, width: number): string[] {
  return wrapText(oneLine(text), width - 2).map((line) => `  ${line}`);
}

function end({ outcome, totals, awaitingProvider }: TraceView, { palette, width }: TraceTreeOptions): string {
  const open = awaitingProvider === undefined ? ('running' as const) : ('awaiting-provider' as const);
  const standing = {
    state: outcome === undefined ? open : ('closed' as const),
    ...given({ outcome }),
  };
  const label = standing.state === 'running' ? 'open' : stateLabel(standing);
  const texts = [outcome?.reason?.message, outcome?.answer].filter(
    (text) => text !== undefined && text !== '',
  );
  const figures = [
    formatCount(totals.modelCalls, 'model call'),
    formatCount(totals.toolCalls, 'tool call'),
    humanDuration(totals.durationMs),
    `${totals.inputTokens.toLocaleString('en-US')} tokens in, ${totals.outputTokens.toLocaleString('en-US')} out`,
    spentInWords(totals),
  ].join(' · ');
  return [
    statePaint(standing, palette)(label),
    ...texts
      .flatMap((text) => wrapText(cleanText(text ?? ''), width - 2))
      .map((line) => `  ${line}`.trimEnd()),
    `  ${figures}`,
  ].join('\n');
}
