/**
 * How a run names what it does. Derived, never random, and read here alone:
 *
 * | id | names |
 * |---|---|
 * | `c3.1` | the first call that the model proposed in turn 3; its effect too |
 * | `c3.1p2` | something done for that call: a letter for what, and a number of its own |
 * | `c3.1r1` | the first approval that was asked for it |
 * | `m3`, `m3.2` | the model call of turn 3; the second one, after its first answer was lost |
 * | `abort:m3` | the cancelling of that call |
 * | `<run id>:c3.1` | the effect of a call of an execution that a reset left behind |
 * | `w1` | the first look at what of the run's work is under way |
 * | `past1` | the first reading of what resets left behind |
 */

export const callIdPattern = /^c\d+\.\d+$/;
/** Of an effect: its call's id, after the run id of an execution that a reset left behind. */
export const effectIdPattern = /^(?:[\w-]+:)?c\d+\.\d+$/;
export const approvalIdPattern = /^c\d+\.\d+r\d+$/;
const ofCallPattern = /^(c(\d+)\.(\d+))(?:([a-z])(\d+))?$/;
const modelCallPattern = /^m(\d+)(?:\.\d+)?$/;
const abortPrefix = 'abort:';

/** Both from 1. */
export function callId(turn: number, index: number): string {
  return `c${turn}.${index}`;
}

/** Name what is done for a call. */
export function idForCall(callId: string, letter: string, number: number): string {
  return `${callId}${letter}${number}`;
}

/** Name the n-th approval that is asked for a call. */
export function approvalId(callId: string, number: number): string {
  return idForCall(callId, 'r', number);
}

/** Name the n-th model call of a turn. */
export function modelCallId(turn: number, number: number): string {
  return number === 1 ? `m${turn}` : `m${turn}.${number}`;
}

/** Name the n-th look at the run's work. */
export function workLookId(number: number): string {
  return `w${number}`;
}

/** Name the n-th reading of what resets left behind. */
export function pastReadId(number: number): string {
  return `past${number}`;
}

export function isPastReadId(id: string): boolean {
  return id.startsWith('past');
}

export function abortId(modelCall: string): string {
  return abortPrefix + modelCall;
}

/** The model call that a command is to cancel; undefined for any other command. */
export function abortedBy(id: string): string | undefined {
  return id.startsWith(abortPrefix) ? id.slice(abortPrefix.length) : undefined;
}

/** What an id of a call, or of something done for it, is made of. */
export interface IdOfCall {
  readonly call: string;
  readonly turn: number;
  readonly index: number;
  /** Absent for the call itself. */
  readonly letter?: string;
  readonly number?: number;
}

/** Undefined for an id that is of no call. */
export function readIdOfCall(id: string): IdOfCall | undefined {
  const [, name, turn, index, letter, number] = ofCallPattern.exec(id) ?? [];
  if (name === undefined) return undefined;
  const done = letter === undefined ? {} : { letter, number: Number(number) };
  return { call: name, turn: Number(turn), index: Number(index), ...done };
}

/** The call that something is done for, or that itself is named; undefined for an id that is of no call. */
export function callOf(id: string): string | undefined {
  return readIdOfCall(id)?.call;
}

/** Where an id belongs: a call's index counts from 1, a model call's is 0. Undefined for an id that is of neither. */
export function placeOf(id: string): { turn: number; index: number } | undefined {
  const ofCall = readIdOfCall(id);
  if (ofCall) return { turn: ofCall.turn, index: ofCall.index };
  const turn = modelCallPattern.exec(id)?.[1];
  return turn === undefined ? undefined : { turn: Number(turn), index: 0 };
}

/** Tell ids of one execution from those of others: an undo after a run's close counts its passes anew. */
export function idInExecution(runId: string, id: string): string {
  return `${runId}:${id}`;
}

/** The effect that something is done for: its id may name the execution that made it. */
export function effectIdOf(id: string): string {
  const inExecution = withoutExecution(id);
  const call = callOf(inExecution);
  return call === undefined ? id : id.slice(0, id.length - inExecution.length) + call;
}

/** The id within its execution; one that names none stays as it is. */
export function withoutExecution(id: string): string {
  return id.slice(id.lastIndexOf(':') + 1);
}

/** Order ids of calls, and of what was done for them, by turn, then by the model's order, then by their own number. */
export function comparePlaces(a: string, b: string): number {
  const [one, other] = [readIdOfCall(a), readIdOfCall(b)];
  if (!one || !other) return Number(one !== undefined) - Number(other !== undefined);
  return one.turn - other.turn || one.index - other.index || (one.number ?? 0) - (other.number ?? 0);
}
