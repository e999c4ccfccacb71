import { awaitsProbe } from '../calls/call.ts';
import { harnessNote } from '../context/harness-note.ts';
import type { Message } from '../context/message.ts';
import type { Effect } from '../effects/effect.ts';
import { advanceUndoOfRun } from '../undo/undo-of-run.ts';
import { stayingItems } from '../undo/undo-pass.ts';
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

/**
 * How a run ends that was cancelled and undone: as undone only where nothing that it did stays. What stays is named; a
 * run that had done nothing is merely cancelled.
 */
export function outcomeOfUndo({ by, items }: UndoPass, effects: readonly Effect[]): RunOutcome {
  const staying = stayingItems(items);
  if (staying.length > 0) {
    const named = staying.slice(0, namedItems).map(({ effectId, because }) => `${effectId} (${because})`);
    const more = staying.length > namedItems ? [`${staying.length - namedItems} more`] : [];
    const message = `Cancelled by ${by}; not undone: ${[...named, ...more].join(', ')}.`;
    return {
      kind: 'cancelled',
      reason: { code: 'undo_incomplete', message: boundedText(message, textBounds.failure) },
    };
  }
  const undone = effects.filter(({ state }) => state === 'undone').length;
  return undone > 0
    ? {
        kind: 'undone',
        reason: {
          code: 'cancel_requested',
          message: `Cancelled by ${by}; ${countNoun(undone, 'effect')} undone.`,
        },
      }
    : {
        kind: 'cancelled',
        reason: { code: 'cancel_requested', message: `Cancelled by ${by}; there was nothing to undo.` },
      };
}

/** An outcome is read at a glance, and is carried by the view; the ledger has them all. */
const namedItems = 10;

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
