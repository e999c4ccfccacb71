import { spentInWords } from '../../core/budget/spent-in-words.ts';
import { stepCount } from '../../core/steps/steps.ts';
import type { RunView } from '../../core/view/run-view.ts';
import { approvalLine } from './approval-card.ts';
import { cleanText, oneLine } from './clean-text.ts';
import { formatCount } from './format-count.ts';
import { humanDuration } from './human-duration.ts';
import type { Palette } from './palette.ts';
import { stateLabel, statePaint } from './state-label.ts';
import { textWidth, wrapText } from './text-width.ts';
import { timeOfDay } from './time-of-day.ts';

/** Write how a run stands: its end with the whole answer, or what it waits for and how to answer; then its figures. */
export function renderStanding(run: RunView, options: { palette: Palette; width: number }): string {
  const label = stateLabel(run);
  const indent = ' '.repeat(Math.max(10, textWidth(label) + 2));
  const room = Math.max(30, options.width - indent.length);
  const body = [
    ...message(run).flatMap((text) => wrapText(text, room)),
    ...foldFigures(runFigures(run), room),
  ];
  const [first = '', ...rest] = body;
  const head = `${statePaint(run, options.palette)(label)}${' '.repeat(indent.length - textWidth(label))}${first}`;
  return [head, ...rest.map((line) => `${indent}${line}`)].map((line) => line.trimEnd()).join('\n');
}

/** How effects ended that are not simply there, in words. */
const otherEnds = {
  undone: 'undone',
  'undo-failed': 'not undone',
  conflict: 'not undone: conflict',
  unknown: 'unknown',
} as const;

const between = ' · ';

/** Write what a run took: steps, time, money of its limit, effects. */
export function runFigures(run: RunView): string {
  const { totals } = run;
  const steps = stepCount(totals);
  const spent = spentInWords(totals, run.budget?.hardNanoUsd);
  const parts = [formatCount(steps, 'step'), humanDuration(totals.durationMs), spent];
  const applied = run.effects.filter(({ state }) => state === 'applied');
  if (applied.length > 0) {
    const undoable = applied.filter((effect) => effect.undoable).length;
    const share = undoable === applied.length ? 'undoable' : `${undoable} undoable`;
    parts.push(`${formatCount(applied.length, 'effect')}, ${share}`);
  }
  for (const [state, words] of Object.entries(otherEnds)) {
    const number = run.effects.filter((effect) => effect.state === state).length;
    if (number > 0) parts.push(`${formatCount(number, 'effect')} ${words}`);
  }
  return parts.join(between);
}

/** Break figures into lines between two of them. */
function foldFigures(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const part of text.split(between)) {
    const longer = lines.length === 0 ? part : `${lines.at(-1)}${between}${part}`;
    if (lines.length > 0 && textWidth(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

/** Write for what a run waits whose provider does not answer: what it said, since when, until when, and the next try. */
export function providerWaitLines(wait: NonNullable<RunView['awaitingProvider']>): string[] {
  const { model, reason, since, until, nextTry, asked } = wait;
  const next = nextTry === undefined ? 'is being asked again now' : `next try at ${timeOfDay(nextTry)}`;
  return [
    cleanText(reason),
    `Waits for ${model} since ${timeOfDay(since)}, until ${timeOfDay(until)}; asked ${formatCount(asked, 'time')}, ${next}.`,
  ];
}

function message(run: RunView): string[] {
  const { state, outcome, question, lastMessage, approvals, effects, awaitingProvider } = run;
  if (awaitingProvider !== undefined) return providerWaitLines(awaitingProvider);
  if (outcome === undefined && state === 'awaiting-approval') {
    return approvals
      .filter((approval) => approval.state === 'open')
      .map((approval) => `${approval.id}  ${approvalLine(approval)}`);
  }
  if (outcome === undefined && state === 'awaiting-human') {
    return effects
      .filter((effect) => effect.state === 'unknown')
      .map(({ id, summary }) => `${id}  nobody knows whether this happened: ${oneLine(summary)}`);
  }
  if (outcome === undefined) {
    const asked = question ?? lastMessage;
    return asked === undefined ? [] : [quoted(asked)];
  }
  const reason = outcome.reason === undefined ? [] : [cleanText(outcome.reason.message)];
  const answer = outcome.answer === undefined || outcome.answer === '' ? [] : [quoted(outcome.answer)];
  return [...reason, ...answer];
}

function quoted(text: string): string {
  return `"${cleanText(text).trim()}"`;
}
