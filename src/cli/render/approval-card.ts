import { bareCall } from '../../core/approvals/bare-call.ts';
import { markInvisible } from '../../core/values/normalise-text.ts';
import type { ApprovalView } from '../../core/view/run-view.ts';
import { oneLine } from './clean-text.ts';
import { humanDuration } from './human-duration.ts';
import { nextCommand } from './next-action.ts';
import type { Palette } from './palette.ts';
import { foldText, padToWidth, textWidth } from './text-width.ts';

/** An open approval as a run tells it, or as a list does, which may have no room for all of it. */
export type CardApproval = Pick<ApprovalView, 'id' | 'tool' | 'digest' | 'rule' | 'reason'> &
  Partial<
    Pick<ApprovalView, 'arguments' | 'filledIn' | 'preview' | 'undoable' | 'approvers' | 'deadline'>
  > & {
    /** Stands for a preview that is not here. */
    readonly summary?: string;
  };

export interface ApprovalCardOptions {
  /** As the commands are to name it. */
  readonly run: string;
  readonly palette: Palette;
  readonly width: number;
  readonly nowMs: number;
  /** All of it, however long. */
  readonly full?: boolean;
}

interface CardLine {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const labelWidth = 9;
const maxArgumentLines = 8;
const maxPreviewLines = 24;

/**
 * Write an open approval for the person who decides: what will happen, then the exact call, who is asked by which rule,
 * the time left and the command that approves it.
 *
 * What is too long for a screen is shown by its beginning and its end, with how much is hidden between them; `full` shows
 * all of it. Characters that nobody sees are written out by their numbers.
 *
 * What the tool says stands above the line, what Holdfast says below it: no text of a model or a tool can pass for a
 * command. A command that is too long for the frame stands under it, whole.
 */
export function renderApprovalCard(approval: CardApproval, options: ApprovalCardOptions): string {
  const { palette, run } = options;
  const width = Math.min(100, Math.max(44, options.width));
  const room = width - 4;
  const command = approveCommand(run, approval);
  const fits = labelWidth + textWidth(command) <= room;
  const told = shorten(previewLines(approval, room, palette), maxPreviewLines, options, '');
  const own = [
    ...(told.some(({ text }) => text.startsWith('undo ')) ? [] : labelled('undo', undoOf(approval), room)),
    ...shorten(callLines(approval, run, room), maxArgumentLines, options, ' '.repeat(labelWidth)),
    ...filledInLines(approval, room),
    ...untoldLines(approval, room),
    ...labelled('asks', askedBy(approval), room),
    ...decideLines(fits ? command : undefined, timeLeft(approval, options.nowMs), room),
  ];
  const frame = (text: string) => palette.warn(text);
  const row = ({ text, paint = (plain: string) => plain }: CardLine) =>
    `${frame('│')} ${paint(text)}${' '.repeat(Math.max(0, room - textWidth(text)))} ${frame('│')}`;
  const title = `┌ approval ${oneLine(approval.id)} `;
  return [
    frame(`${title}${'─'.repeat(Math.max(1, width - 1 - textWidth(title)))}┐`),
    ...told.map(row),
    frame(`├${'─'.repeat(width - 2)}┤`),
    ...own.map(row),
    frame(`└${'─'.repeat(width - 2)}┘`),
    ...(fits ? [] : [command]),
  ].join('\n');
}

/** For a tool that does not say itself what its undo does. */
function undoOf({ undoable }: CardApproval): string {
  if (undoable === undefined) return 'the tool does not say';
  return undoable ? 'possible; the tool does not say how' : 'not possible: what is done stays done';
}

/** Its author can mend it: the person who decides shall not guess what the arguments will do. */
function untoldLines({ tool, preview, arguments: input }: CardApproval, room: number): CardLine[] {
  return input !== undefined && preview === bareCall({ tool, arguments: input })
    ? labelled('', 'The tool tells no more than its call; its prepare could say more.', room)
    : [];
}

/** The command that approves exactly what is shown. */
export function approveCommand(run: string, { id, digest }: Pick<ApprovalView, 'id' | 'digest'>): string {
  return nextCommand({ action: 'approve', run, approval: id, digest });
}

/** Say in one line what an approval is about: the first line of its preview. */
export function approvalSummary({
  preview,
  summary,
  tool,
}: Pick<CardApproval, 'preview' | 'summary' | 'tool'>): string {
  return oneLine(summary ?? preview?.split('\n')[0] ?? tool);
}

/** The same with who is asked: `Cancel order #W1001 … (payments)`. */
export function approvalLine(
  approval: Pick<CardApproval, 'preview' | 'summary' | 'tool' | 'approvers'>,
): string {
  const { approvers } = approval;
  const what = approvalSummary(approval);
  return approvers === undefined ? what : `${what} (${oneLine(approvers)})`;
}

/** Write the time until a deadline: `23 h 59 min left`. */
export function timeLeft({ deadline }: Pick<CardApproval, 'deadline'>, nowMs: number): string {
  if (deadline === undefined) return 'no deadline';
  const leftMs = Date.parse(deadline) - nowMs;
  return leftMs <= 0 ? 'past its deadline' : `${humanDuration(leftMs)} left`;
}

function previewLines({ preview, summary, tool }: CardApproval, room: number, palette: Palette): CardLine[] {
  const text = unframed(markInvisible(preview ?? summary ?? tool)).trimEnd();
  const lines = text.split('\n').flatMap((line) => {
    const [, label, rest] = /^(\S{1,8}) {2,}(.*)$/.exec(line) ?? [];
    if (label !== undefined && rest !== undefined) return labelled(label, rest, room);
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const folded = foldText(line.trim(), Math.max(20, room - indent));
    return folded.map((part): CardLine => ({ text: `${' '.repeat(Math.min(indent, room - 20))}${part}` }));
  });
  const [head = { text: '' }, ...rest] = lines;
  return [{ text: head.text, paint: palette.strong }, ...rest];
}

/** A frame inside the frame could feign its lower half. */
function unframed(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/[\u2500-\u259f]/g, '-');
}

function callLines(approval: CardApproval, run: string, room: number): CardLine[] {
  if (approval.arguments === undefined) {
    return labelled('call', `${approval.tool}, in full: ${nextCommand({ action: 'show', run })}`, room);
  }
  return labelled('call', `${approval.tool} ${markInvisible(JSON.stringify(approval.arguments))}`, room);
}

function filledInLines({ filledIn = [] }: CardApproval, room: number): CardLine[] {
  if (filledIn.length === 0) return [];
  return labelled('', `filled in: ${oneLine(markInvisible(filledIn.join(', ')))}`, room);
}

/** Beginning and end of what is too long, with how much is hidden between them. */
function shorten(
  lines: CardLine[],
  most: number,
  { run, full = false }: ApprovalCardOptions,
  indent: string,
): CardLine[] {
  if (full || lines.length <= most) return lines;
  const tail = Math.floor(most / 3);
  const hidden = lines.slice(most - tail, -tail);
  const characters = hidden.reduce((count, { text }) => count + text.trim().length, 0);
  const counted = `… ${characters.toLocaleString('en-US')} characters (${hidden.length} lines) hidden, in full:`;
  return [
    ...lines.slice(0, most - tail),
    { text: `${indent}${counted}` },
    { text: `${indent}  ${nextCommand({ action: 'show', run })} --full` },
    ...lines.slice(-tail),
  ];
}

/** Whether a card that is not full leaves a part of its call out. */
export function hidesPart(approval: CardApproval, options: Omit<ApprovalCardOptions, 'full'>): boolean {
  return renderApprovalCard(approval, options) !== renderApprovalCard(approval, { ...options, full: true });
}

/** A reason that the guard wrote begins with its rule's name. */
function askedBy({ tool, rule, reason, approvers }: CardApproval): string {
  const name = oneLine(rule);
  const why = oneLine(reason);
  const because = why.startsWith(`${name}: `) ? why.slice(name.length + 2) : why;
  const whom = approvers === undefined ? 'a person' : oneLine(approvers);
  return `${whom}, by rule "${name}"${because === '' || because === tool ? '' : `: ${because}`}`;
}

function decideLines(command: string | undefined, left: string, room: number): CardLine[] {
  if (command === undefined) return labelled('decide', `with the command below, ${left}`, room);
  const line = padToWidth('decide', labelWidth) + command;
  const gap = room - textWidth(line) - textWidth(left);
  return gap >= 2
    ? [{ text: `${line}${' '.repeat(gap)}${left}` }]
    : [...labelled('time', left, room), { text: line }];
}

function labelled(label: string, text: string, room: number): CardLine[] {
  return foldText(text, room - labelWidth).map((line, index) => ({
    text: `${padToWidth(index === 0 ? label : '', labelWidth)}${line}`,
  }));
}
