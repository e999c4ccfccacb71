import type { Charter } from '../charter/charter.ts';
import { mayTouchTheSame } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import { type Call, isAnswered, waitsForRetry } from './call.ts';

/**
 * Calls of the turn that may be looked at or started now, in the model's order.
 *
 * Calls that share a resource, one of them a write, run in the model's order; a write that names none runs alone;
 * the rest run in parallel.
 */
export function startableCalls(
  { calls, nowMs }: Pick<RunState, 'calls' | 'nowMs'>,
  charter: Charter,
): readonly Call[] {
  return calls.filter(
    (call, position) =>
      !waitsForRetry(call, nowMs) &&
      (call.progress.state === 'ready' || (call.progress.state === 'preparing' && !call.progress.started)) &&
      !calls.some((other, at) => standsBefore(other, call, at < position) && conflict(other, call, charter)),
  );
}

/**
 * An earlier call until it is answered; a later one while it may act, since a look or an edit can change resources: also
 * while it waits to be sent again.
 */
function standsBefore(other: Call, call: Call, isEarlier: boolean): boolean {
  if (isAnswered(other)) return false;
  if (isEarlier || other.progress.state === 'acting' || other.progress.state === 'settling') return true;
  return other.dispatches > 0 && call.dispatches === 0;
}

function conflict(a: Call, b: Call, charter: Charter): boolean {
  const aWrites = isWrite(a, charter);
  const bWrites = isWrite(b, charter);
  if (aWrites && bWrites) return mayTouchTheSame(a.facts, b.facts);
  if (!aWrites && !bWrites) return false;
  // A read that names nothing is in nobody's way.
  if ((aWrites ? a : b).facts.resources.length === 0) return true;
  return a.facts.resources.some((resource) => b.facts.resources.includes(resource));
}

function isWrite(call: Call, charter: Charter): boolean {
  return charter.tools[call.tool]?.effect !== 'read';
}
