import { awaitsProbe } from '../calls/call.ts';
import { harnessNote } from '../context/harness-note.ts';
import type { Message } from '../context/message.ts';
import { advanceUndoOfRun } from '../undo/undo-of-run.ts';
import { isComplete } from '../undo/undo-pass.ts';
import { isUndoing, type UndoPass } from '../undo/undo-state.ts';
import { boundedText } from '../values/bounded-text.ts';
import { countNoun } from '../values/count-noun.ts';
import { quotedLine } from '../values/quoted-line.ts';
import { textBounds } from '../values/text-bounds.ts';
import type { RunOutcome } from './outcome.ts';
import type { RunState } from './run-state.ts';

/**
 * Begin what undo was asked for as soon as nothing else is under way, and take the result in when it is done; then what
 * was asked for meanwhile. An effect that a probe can tell of is probed first.
 */
export function advanceRunUndo(state: RunState): RunState {
  if (!isUndoing(state.undos) || state.calls.some(awaitsProbe)) return state;
  const advanced = advanceUndoOfRun(state);
  const ended = advanced.undos.ended.filter((pass) => !state.undos.ended.includes(pass));
  if (state.cancel || ended.length === 0) return advanced;
  return { ...advanced, notes: [...advanced.notes, ...ended.flatMap(notesOf)] };
}

/** How a run ends that was cancelled and undone. */
export function outcomeOfUndo(pass: UndoPass): RunOutcome {
  const undone = pass.items.filter(({ result }) => result === 'undone').length;
  if (isComplete(pass.items)) {
    const message = `Cancelled by ${pass.by}; ${countNoun(undone, 'effect')} undone.`;
    return { kind: 'undone', reason: { code: 'cancel_requested', message } };
  }
  const left = pass.items.filter(
    ({ action, result }) => action === 'conflict' || (action === 'undo' && result !== 'undone'),
  );
  const message = `Cancelled by ${pass.by}; not undone: ${left.map(({ effectId, because }) => `${effectId} (${because})`).join(', ')}.`;
  return {
    kind: 'cancelled',
    reason: { code: 'undo_incomplete', message: boundedText(message, textBounds.failure) },
  };
}

/** Effects that a note names one by one. */
const notedEffects = 40;

/** Of an undo that touched nothing there is nothing to tell. Names and summaries are others' words, so they are quoted. */
function notesOf(pass: UndoPass): readonly Message[] {
  const touched = pass.items.filter(({ result }) => result !== undefined);
  if (touched.length === 0) return [];
  const lines = touched
    .slice(0, notedEffects)
    .map(({ effectId, summary, result }) => `- ${effectId} ${quotedLine(summary, 120)}: ${result}`);
  const rest = touched.length - lines.length;
  const head = `${quotedLine(pass.by, 60)} undid earlier effects of this run.`;
  return [harnessNote([head, ...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n'))];
}
