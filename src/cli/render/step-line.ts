import { formatUsd } from '../../core/budget/money.ts';
import type { TraceStep } from '../../core/trace/trace-view.ts';
import { isJsonObject, type Json } from '../../core/values/json.ts';
import type { ProviderWaitView } from '../../core/view/run-view.ts';
import { oneLine } from './clean-text.ts';
import { humanDuration } from './human-duration.ts';
import type { Palette } from './palette.ts';
import { providerWaitLines } from './standing.ts';
import { cutText, foldText, padLeftToWidth, padToWidth } from './text-width.ts';

export interface StepLineOptions {
  readonly palette: Palette;
  readonly width: number;
  /** Tools that this model step proposed, where they are known. */
  readonly proposed?: readonly string[];
  /** What this model step waits for, where its provider does not answer. */
  readonly wait?: ProviderWaitView;
}

const kindWidth = 8;
const durationWidth = 10;
const costWidth = 9;
/** Where a step's text begins; lines that belong to it are indented to here. */
export const stepTextColumn = 4 + 2 + kindWidth + 2;
const figuresWidth = 2 + durationWidth + 1 + costWidth;
/** Kinds that stand under the step they belong to and have no number of their own. */
const unnumbered: ReadonlySet<TraceStep['kind']> = new Set([
  'prepare',
  'approval',
  'probe',
  'settle',
  'undo',
  'compact',
  'review',
  'handover',
]);

/**
 * Write one step of a run: number, kind, what it did, how long it took and what it cost.
 *
 * An error, a verdict and repeated attempts follow on lines of their own. A step under way has `…` for its duration.
 */
export function renderStep(step: TraceStep, options: StepLineOptions): string {
  const { width } = options;
  const number = unnumbered.has(step.kind) || isNotRun(step) ? '' : String(step.stepNumber);
  const textWidth = Math.max(20, width - stepTextColumn - figuresWidth);
  const text = cutText(
    options.wait ? 'waits for its provider' : describe(step, options.proposed ?? []),
    textWidth,
  );
  const duration = step.durationMs === undefined ? '…' : humanDuration(step.durationMs);
  const cost = step.costNanoUsd === undefined ? '' : formatUsd(step.costNanoUsd);
  const line = [
    padLeftToWidth(number, 4),
    '  ',
    padToWidth(step.kind, kindWidth),
    '  ',
    padToWidth(text, textWidth),
    '  ',
    padLeftToWidth(duration, durationWidth),
    ' ',
    padLeftToWidth(cost, costWidth),
  ].join('');
  return [
    line.trimEnd(),
    ...(options.wait ? asidesOfWait(options.wait) : asides(step)).flatMap((aside) =>
      asideLines(aside, options),
    ),
  ].join('\n');
}

/** Write values as a person would name them: texts bare, lists with commas, the rest as JSON, side by side. */
function previewJson(value: Json): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return previewMember(value);
  return Object.values(value).map(previewMember).join('  ');
}

function previewMember(value: Json): string {
  if (typeof value === 'string') return oneLine(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.map((item) => oneLine(String(item))).join(', ');
  }
  return oneLine(JSON.stringify(value));
}

/** A call that was answered without being made counts as no step: its number is that of another one. */
function isNotRun({ kind, attempts, durationMs }: TraceStep): boolean {
  return kind === 'tool' && attempts === 0 && durationMs !== undefined;
}

function describe(step: TraceStep, proposed: readonly string[]): string {
  if (step.kind === 'approval') return describeApproval(step);
  if (step.kind === 'settle') return describeSettle(step);
  if (step.kind === 'probe' || step.kind === 'undo') return describeLook(step);
  if (step.action !== undefined) return `${step.action.tool}  ${previewJson(step.action.input)}`.trimEnd();
  const thought = oneLine(step.thought ?? '');
  if (step.kind !== 'model') return thought || 'done';
  if (thought !== '') return thought;
  if (step.error !== undefined) return 'no answer';
  if (proposed.length > 0) return `proposes ${proposed.join(', ')}`;
  return step.durationMs === undefined ? 'thinks' : 'answers';
}

/** `c3.1r1  approved by ada`; the reason that was given stands in a line of its own. */
function describeApproval({ result, call }: TraceStep): string {
  const { approval, state, by } = members(result);
  const who = by === undefined ? '' : ` by ${oneLine(String(by))}`;
  return `${oneLine(String(approval ?? call ?? ''))}  ${oneLine(String(state ?? 'open'))}${who}`;
}

/** `c3.1  applied, by ada, as the probe found`. */
function describeSettle({ result, call }: TraceStep): string {
  const { outcome, by, from } = members(result);
  const rests = { word: '', result: ', with a result', probe: ', as its probe found' };
  return `${call ?? ''}  ${oneLine(String(outcome ?? ''))}, by ${oneLine(String(by ?? ''))}${rests[from as keyof typeof rests] ?? ''}`;
}

/** The tool and what was found or done; an error says so itself. */
function describeLook({ action, result, error }: TraceStep): string {
  const call = action === undefined ? '' : `${action.tool}  ${previewJson(action.input)}`;
  const found = typeof result === 'string' ? result : members(result)['kind'];
  return `${error === undefined ? `${oneLine(String(found ?? 'looks'))}: ` : ''}${call}`.trimEnd();
}

function members(value: Json | undefined): Readonly<Record<string, Json | undefined>> {
  return isJsonObject(value) ? value : {};
}

/** The approval of a call tells that it was asked about. */
function isToldElsewhere({ kind, verdict }: TraceStep): boolean {
  return verdict?.kind === 'allow' || (verdict?.kind === 'ask' && kind !== 'approval');
}

/** A reason that the guard wrote begins with its rule's name. */
function ruling({ kind, rule = '', reason = '' }: NonNullable<TraceStep['verdict']>): string {
  const why = reason.startsWith(`${rule}: `) ? [reason] : [rule, reason];
  return oneLine([kind === 'ask' ? 'asks a person' : kind, ...why].filter(Boolean).join(': '));
}

interface Aside {
  readonly label: string;
  readonly text: string;
  /** A cause is folded, since it says more than its beginning; what is no cause is cut. */
  readonly folds?: true;
}

/** Lines that a cause may take. */
const mostCauseLines = 4;

function asideLines({ label, text, folds }: Aside, { palette, width }: StepLineOptions): string[] {
  const room = Math.max(20, width - stepTextColumn);
  const paint = label === 'error' ? palette.bad : palette.warn;
  const folded = folds ? foldText(text, room) : [text];
  const kept = folded.length <= mostCauseLines ? folded : foldedTo(folded, room);
  return kept.map((line, index) =>
    index === 0
      ? `      ${paint(padToWidth(label, kindWidth))}  ${cutText(line, room)}`
      : `${' '.repeat(stepTextColumn)}${line}`,
  );
}

function foldedTo(lines: readonly string[], room: number): string[] {
  const last = lines.slice(mostCauseLines - 1, mostCauseLines + 1).join(' ');
  return [...lines.slice(0, mostCauseLines - 1), cutText(last, room)];
}

function asidesOfWait(wait: ProviderWaitView): Aside[] {
  return providerWaitLines(wait).map((text, index) => ({
    label: index === 0 ? 'waits' : '',
    text: oneLine(text),
    folds: true,
  }));
}

function asides(step: TraceStep): Aside[] {
  const found: Aside[] = [];
  if (step.attempts > 1) found.push({ label: 'retried', text: `${step.attempts} attempts` });
  if (step.verdict !== undefined && !isToldElsewhere(step)) {
    found.push({ label: 'guard', text: ruling(step.verdict) });
  }
  const { reason } = step.kind === 'approval' ? members(step.result) : {};
  if (reason !== undefined) found.push({ label: 'because', text: oneLine(String(reason)) });
  if (step.leftOut !== undefined)
    found.push({ label: 'left out', text: `${step.leftOut.join(', ')}: null where the schema takes none` });
  if (step.inexact !== undefined) found.push({ label: 'price', text: oneLine(`not exact: ${step.inexact}`) });
  if (step.error !== undefined) {
    const { type, message } = step.error;
    found.push({ label: 'error', text: oneLine(`${type}: ${message}`), folds: true });
  }
  return found;
}
