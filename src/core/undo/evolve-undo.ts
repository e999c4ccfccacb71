import { lackedBy } from '../attempts/lacked-by.ts';
import { type EffectState, setEffectState } from '../effects/effect.ts';
import { idForCall } from '../ids/ids.ts';
import { wasGivenBack } from '../values/failure.ts';
import { given } from '../values/given.ts';
import { boundedUndoEvent } from './bounded-undo-event.ts';
import { decideUndo } from './decide-undo.ts';
import { judgeSelection, judgeSettlement } from './judge-undo.ts';
import { beginSettlement, endSettlement, settlementGoesOn, startSettlement } from './settle-effects.ts';
import { undoLetters } from './undo-command.ts';
import type { PlanRequested, UndoChecked, UndoEnded, UndoEvent, UndoRequested } from './undo-event.ts';
import { beginPass, checkItem, endItem, isPassDone, type UndoEnd } from './undo-pass.ts';
import { isUndoing, lastUndo, type UndoPass, type UndoState } from './undo-state.ts';
import { mayBeUndone, type UndoAgain, undoAgain } from './undo-tries.ts';

/**
 * Fold one fact into an undo, and begin or end what is due.
 *
 * An event that changes nothing (late, doubled, refused, not expected in this state) returns the same reference. An open
 * run folds the same facts (`foldUndo`) and begins when nothing else of it is under way (`advanceUndo`).
 */
export function evolveUndo(state: UndoState, event: UndoEvent): UndoState {
  const folded = foldUndo(state, boundedUndoEvent(event));
  return folded === state ? state : advanceUndo(folded);
}

export function foldUndo(state: UndoState, event: UndoEvent): UndoState {
  const again = undoAgain(state, event);
  if (again) return goesOutAgain(state, event, again);
  switch (event.type) {
    case 'undo-requested':
    case 'plan-requested':
      return judgeSelection(state, event) === 'taken' ? requested(state, event) : state;
    case 'command-started':
      return started(state, event.id);
    case 'undo-checked':
      return onUndoChecked(state, event);
    case 'undo-ended':
      return onUndoEnded(state, event);
    case 'effect-settled':
    case 'probe-requested':
      return judgeSettlement(state, event) === 'taken' ? beginSettlement(state, event) : state;
    case 'settlement-checked':
      return endSettlement(state, event);
  }
}

/** End what is done, and begin what was asked for next, with the ledger as it stands then. */
export function advanceUndo(state: UndoState): UndoState {
  const { current, waiting, ...rest } = state;
  if (current) {
    if (!isPassDone(current)) return state;
    return advanceUndo({ ...rest, waiting, ended: [...state.ended, current] });
  }
  const [next, ...others] = waiting;
  return next ? advanceUndo({ ...state, waiting: others, current: beginPass(state, next) }) : state;
}

function requested(state: UndoState, event: UndoRequested | PlanRequested): UndoState {
  const purpose = event.type === 'undo-requested' ? 'undo' : 'plan';
  const { selection, by, reason } = event;
  const number = state.counts[purpose] + 1;
  const request = { purpose, number, selection, by, ...given({ reason }) } as const;
  const last = lastUndo(state);
  return {
    ...state,
    waiting: [...state.waiting, request],
    // Who waited for an earlier one has heard of it.
    ended: isUndoing(state) ? state.ended : last ? [last] : [],
    counts: { ...state.counts, [purpose]: number },
  };
}

function started(state: UndoState, id: string): UndoState {
  if (state.current && isSentAgain(state.current, id)) return withPass(state, served(state.current));
  const command = decideUndo(state).find((due) => due.id === id);
  if (!command) return state;
  const effectId = command.effect.id;
  if (command.kind === 'check-settlement') return startSettlement(state, effectId);
  if (!state.current) return state;
  return withPass(state, {
    ...state.current,
    unchecked: state.current.unchecked.filter((other) => other !== effectId),
    underWay: [...state.current.underWay, effectId],
  });
}

function onUndoChecked(state: UndoState, { id, conflict }: UndoChecked): UndoState {
  const pass = state.current?.purpose === 'plan' ? arrived(state.current, id) : undefined;
  return pass ? withPass(state, checkItem(pass, state.ledger, id, conflict)) : state;
}

function onUndoEnded(state: UndoState, { id, end }: UndoEnded): UndoState {
  const pass = state.current?.purpose === 'undo' ? arrived(state.current, id) : undefined;
  if (!pass || !state.current) return state;
  const failure = end.kind === 'failed' ? end.failure : undefined;
  const ledger = setEffectState(state.ledger, id, {
    state: endStates[end.kind],
    ...(failure && mayBeUndone(failure) ? { mayBeUndone: true } : {}),
  });
  return withPass({ ...state, ledger }, endItem(served(pass), ledger, id, end));
}

/** It stays under way: whoever carries it out waits and sends it again, since an undo keeps no time. */
function goesOutAgain(state: UndoState, event: UndoEvent, { tries }: UndoAgain): UndoState {
  if (event.type === 'settlement-checked') return settlementGoesOn(state, event.id, tries);
  const { current } = state;
  if (!current || (event.type !== 'undo-ended' && event.type !== 'undo-checked')) return state;
  const goesOn = { ...current, tries: { ...current.tries, [event.id]: tries } };
  if (event.type === 'undo-checked' || event.end.kind !== 'failed') return withPass(state, goesOn);
  const { failure } = event.end;
  const effect = state.ledger.find(({ id }) => id === event.id);
  const ledger =
    tries.mayBeUndone && effect
      ? setEffectState(state.ledger, event.id, { state: effect.state, mayBeUndone: true })
      : state.ledger;
  const lacking = wasGivenBack(failure) ? { lacking: lackedBy(failure, effect?.tool ?? '') } : {};
  return withPass({ ...state, ledger }, { ...served(goesOn), ...lacking });
}

function isSentAgain({ lacking, underWay, purpose, number }: UndoPass, id: string): boolean {
  return (
    lacking !== undefined &&
    purpose === 'undo' &&
    underWay.some((effectId) => idForCall(effectId, undoLetters['undo-effect'], number) === id)
  );
}

function served({ lacking: _, ...pass }: UndoPass): UndoPass {
  return pass;
}

const endStates: Record<UndoEnd['kind'], EffectState> = {
  undone: 'undone',
  conflict: 'conflict',
  failed: 'undo-failed',
};

/** Undefined for an effect of which nothing is under way. */
function arrived(pass: UndoPass, effectId: string): UndoPass | undefined {
  if (!pass.underWay.includes(effectId)) return undefined;
  const { tries, ...rest } = pass;
  const others = Object.entries(tries ?? {}).filter(([id]) => id !== effectId);
  return {
    ...rest,
    ...(others.length > 0 ? { tries: Object.fromEntries(others) } : {}),
    underWay: pass.underWay.filter((other) => other !== effectId),
  };
}

function withPass(state: UndoState, current: UndoPass): UndoState {
  return { ...state, current };
}
