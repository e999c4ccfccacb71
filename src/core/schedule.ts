import { type Call, isAnswered } from './call.ts';
import type { Charter } from './charter.ts';

/**
 * Calls of the turn that may be looked at or started now, in the model's order.
 *
 * Calls that share a resource, one of them a write, run in the model's order; a write that names none runs alone;
 * the rest run in parallel.
 */
export function startableCalls(calls: readonly Call[], charter: Charter): readonly Call[] {
  return calls.filter(
    (call, position) =>
      (call.progress.state === 'ready' || (call.progress.state === 'preparing' && !call.progress.started)) &&
      !calls.slice(0, position).some((earlier) => !isAnswered(earlier) && conflict(earlier, call, charter)),
  );
}

function conflict(a: Call, b: Call, charter: Charter): boolean {
  const aWrites = isWrite(a, charter);
  const bWrites = isWrite(b, charter);
  if (!aWrites && !bWrites) return false;
  if ((aWrites && a.facts.resources.length === 0) || (bWrites && b.facts.resources.length === 0)) return true;
  return a.facts.resources.some((resource) => b.facts.resources.includes(resource));
}

function isWrite(call: Call, charter: Charter): boolean {
  return charter.tools[call.tool]?.effect !== 'read';
}
