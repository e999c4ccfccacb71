import { isStopping } from '../calls/stopping.ts';
import { harnessNote } from '../context/harness-note.ts';
import type { Message } from '../context/message.ts';
import { type LedgerEntry, setEffectState } from '../effects/effect.ts';
import { takeBackModelCall } from '../model/take-back-model-call.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { failureTypes } from '../values/failure-types.ts';
import { given } from '../values/given.ts';
import { quotedLine } from '../values/quoted-line.ts';
import { type ChangedEffect, nothingSpent, type Past, pastUnreadable } from './past.ts';

/** A run is not reset so often; a worker that says so again and again is wrong. */
const maxLooks = 100;

/**
 * Take back that the model was called where that came back because the run does not know yet what resets left behind: it
 * is due again under the same id once the past is read. Undefined for any other event.
 */
export function onPastWanted(state: RunState, event: RunEvent): RunState | undefined {
  if (event.type !== 'model-failed' || event.failure.type !== failureTypes.pastUnknown) return undefined;
  if (state.modelCall?.id !== event.id || isStopping(state)) return undefined;
  const { looks = 0, readFor, spent = nothingSpent } = state.past ?? {};
  if (looks >= maxLooks) return undefined;
  const past = { look: 'wanted' as const, looks, spent, ...given({ readFor }) };
  return { ...takeBackModelCall(state), past };
}

/** It could not be read just now: it is due again, under the same id. */
export function takeBackPastRead(state: RunState): RunState {
  const { past } = state;
  return past?.look === 'started'
    ? { ...state, past: { ...past, look: 'wanted', looks: past.looks - 1 } }
    : state;
}

/**
 * Take in what executions did that resets left behind: what they spent is spent, and of effects that the run knows as they
 * were before, what became of them since. The model is told of those, as it has read otherwise.
 */
export function onPastRead(state: RunState, event: Extract<RunEvent, { type: 'past-read' }>): RunState {
  const { past } = state;
  if (past?.look !== 'started') return state;
  const { look: _, ...known } = past;
  if ('failure' in event) return { ...state, past: { ...known, readFor: pastUnreadable } };
  const { past: read } = event;
  const changed = read.changed.flatMap((change) => {
    const entry = state.effects.find(({ idempotencyKey }) => idempotencyKey === change.idempotencyKey);
    return entry && isNews(entry, change) ? [{ entry, change }] : [];
  });
  const effects = changed.reduce(
    (ledger, { entry, change }) =>
      setEffectState(ledger, entry.id, {
        state: change.state,
        ...(change.mayBeUndone ? { mayBeUndone: true } : {}),
      }),
    state.effects,
  );
  return {
    ...state,
    effects,
    notes: [...state.notes, ...notesOf(changed)],
    past: { ...known, readFor: read.readFor, spent: read.spent },
  };
}

const inTheWorld: readonly LedgerEntry['state'][] = ['applied', 'conflict', 'undo-failed'];

/** Others can tell only what became of an effect that was made; what the run does not know of one is settled elsewhere. */
function isNews(entry: LedgerEntry, { state, mayBeUndone }: ChangedEffect): boolean {
  if (!inTheWorld.includes(entry.state)) return false;
  if (state === 'undone') return true;
  return (
    inTheWorld.includes(state) && (state !== entry.state || (mayBeUndone === true && !entry.mayBeUndone))
  );
}

/** Effects that a note names one by one. */
const notedEffects = 40;

/** Summaries are others' words, so they are quoted. */
function notesOf(
  changed: readonly { readonly entry: LedgerEntry; readonly change: Past['changed'][number] }[],
): readonly Message[] {
  const told = changed.filter(({ change }) => change.state === 'undone' || change.mayBeUndone);
  if (told.length === 0) return [];
  const lines = told
    .slice(0, notedEffects)
    .map(
      ({ entry: { id, summary }, change: { state } }) =>
        `- ${id} ${quotedLine(summary, 120)}: ${state === 'undone' ? 'undone' : 'may be undone'}`,
    );
  const rest = told.length - lines.length;
  const head = 'This run was set back to an earlier point. What it did before does not stand as you read it:';
  return [harnessNote([head, ...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n'))];
}
