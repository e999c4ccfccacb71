import type { Charter } from '../../core/charter/charter.ts';
import type { Message } from '../../core/context/message.ts';
import type { CallCheck } from '../../core/model/model-turn.ts';
import type { JsonObject } from '../../core/values/json.ts';
import { argumentOrigins } from './argument-origins.ts';

/** Add to checked calls where their arguments come from, for a run with a rule that asks. */
export function withOrigins<Call extends { readonly arguments: JsonObject; readonly check: CallCheck }>(
  calls: readonly Call[],
  messages: readonly Message[],
  charter: Charter,
): readonly Call[] {
  const origins = argumentOrigins(
    calls.map((call) => call.arguments),
    messages,
    charter,
  );
  return calls.map((call, position) => {
    const origin = origins[position];
    if (call.check.kind !== 'valid' || origin === undefined) return call;
    return { ...call, check: { ...call.check, origin } };
  });
}
