import { awaitsProbe } from '../calls/call.ts';
import { harnessNote } from '../context/harness-note.ts';
import type { Message } from '../context/message.ts';
import { isComplete, isPassDone, startPass, type UndoPass } from '../undo/undo-pass.ts';
import { boundedText } from '../values/bounded-text.ts';
import { counted } from '../values/counted.ts';
import { quotedLine } from '../values/quoted-line.ts';
import { textBounds } from '../values/text-bounds.ts';
import type { RunOutcome } from './outcome.ts';
import type { RunState } from './run-state.ts';

/**
 * Plan a requested undo as soon as nothing else is under way, and take the result in when it is done; then the one that
 * was asked for meanwhile. An effect that a probe can tell of is probed first.
 */
export function advanceUndo(state: RunState): RunState {
  const { undoRequest, undo } = state;
  if (undoRequest && !undo) {
    if (state.calls.some(awaitsProbe)) return state;
    const { undoRequest: _, ...rest } = state;
    const { selection, by, reason } = undoRequest;
    const number = state.undoCount + 1;
    const pass = startPass(state.effects, selection, {
      number,
      by,
      ...(reason === undefined ? {} : { reason }),
    });
    return advanceUndo({ ...rest, undo: pass, undoCount: number });
  }
  if (!undo || !isPassDone(undo)) return state;
  const { undo: _, ...rest } = state;
  const done: RunState = {
    ...rest,
    lastUndo: undo,
    notes: state.cancel ? state.notes : [...state.notes, ...notesOf(undo)],
  };
  return undoRequest ? advanceUndo(done) : done;
}

/** How a run ends that was cancelled and undone. */
export function outcomeOfUndo(pass: UndoPass): RunOutcome {
  const undone = pass.items.filter(({ result }) => result === 'undone').length;
  if (isComplete(pass.items)) {
    const message = `Cancelled by ${pass.by}; ${counted(undone, 'effect')} undone.`;
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
