import type { UndoItem } from '../../core/undo/undo-plan.ts';
import { oneLine } from './clean-text.ts';
import { formatCount } from './format-count.ts';
import { nextCommand } from './next-action.ts';
import type { Palette } from './palette.ts';
import { foldText, padToWidth, textWidth } from './text-width.ts';

/** The part of `holdfast.undo/v1` that is shown. */
export interface ShownUndo {
  readonly run: string;
  readonly applied: boolean;
  readonly items: readonly UndoItem[];
  readonly complete: boolean;
}

export interface UndoPlanOptions {
  readonly palette: Palette;
  readonly width: number;
  /** The command that was given, without `--apply`: `holdfast undo demo-2 --after 4`. */
  readonly command: string;
}

type Word = 'undo' | 'undone' | 'failed' | 'conflict' | 'stays' | 'skip';

const wordWidth = 10;

/**
 * Write what an undo would do, or what it did: an effect a line, newest first, with what stays and why, then the
 * commands that go on from here.
 */
export function renderUndo(undo: ShownUndo, { palette, width, command }: UndoPlanOptions): string {
  const { items } = undo;
  if (items.length === 0) return 'Nothing to undo: the run has no such effects.';
  const idWidth = Math.max(...items.map(({ effectId }) => textWidth(effectId)));
  const indent = ' '.repeat(2 + idWidth + 2 + wordWidth);
  const room = Math.max(24, width - indent.length);
  const lines = items.flatMap((item) => {
    const word = wordOf(item, undo.applied);
    const texts = [...foldText(oneLine(item.summary), room), ...because(item, word, room)];
    return texts.map((text, index) =>
      index === 0
        ? `  ${padToWidth(item.effectId, idWidth)}  ${paintOf(word, palette)(padToWidth(word, wordWidth))}${text}`
        : `${indent}${text}`,
    );
  });
  return [headline(undo), ...lines, ...nextLines(undo, command)].map((line) => line.trimEnd()).join('\n');
}

function headline({ applied, items, complete }: ShownUndo): string {
  const all = formatCount(items.length, 'effect');
  if (!applied) {
    const due = items.filter(({ action }) => action === 'undo').length;
    return due === 0
      ? `Nothing of ${all} would be undone.`
      : `Would undo ${due} of ${all}, newest first; nothing has been changed yet.`;
  }
  const done = items.filter(({ result }) => result === 'undone').length;
  return `Undid ${done} of ${all}.${complete ? '' : ' Not everything that can be undone is.'}`;
}

function wordOf({ action, result }: UndoItem, applied: boolean): Word {
  if (action === 'irreversible') return 'stays';
  if (action !== 'undo') return action;
  if (result !== undefined) return result;
  return applied ? 'skip' : 'undo';
}

/** That an effect was asked for goes without saying. */
function because(item: UndoItem, word: Word, room: number): string[] {
  const saysLittle = item.because === 'asked for' || word === 'undone';
  return saysLittle ? [] : foldText(oneLine(item.because), room);
}

function paintOf(word: Word, palette: Palette): (text: string) => string {
  if (word === 'undo' || word === 'undone') return palette.good;
  return word === 'failed' || word === 'conflict' ? palette.bad : palette.dim;
}

function nextLines({ run, applied, items }: ShownUndo, command: string): string[] {
  if (!applied) {
    return items.some(({ action }) => action === 'undo') ? [`Apply:  ${command} --apply`] : [];
  }
  const left = items.filter((item) => ['failed', 'conflict'].includes(wordOf(item, true)));
  const untried = left.filter(({ result }) => result === undefined);
  const tried = left.filter(({ result }) => result !== undefined);
  return [
    ...tried.flatMap(({ effectId }) => waysOf(run, effectId)),
    // What stands against it is to be settled first, and the run's page says how.
    ...(untried.length > 0 ? [`See how:         ${nextCommand({ action: 'show', run })}`] : []),
  ];
}

function waysOf(run: string, effectId: string): string[] {
  return [
    `Try again:       ${nextCommand({ action: 'undo', run, effect: effectId, apply: true })}`,
    `Settle by hand:  ${nextCommand({ action: 'settle', run, effect: effectId, outcome: 'absent' })}`,
  ];
}
