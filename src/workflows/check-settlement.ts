import type { CheckSettlementInput } from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { CheckSettlement } from '../core/undo/undo-command.ts';
import { given } from '../core/values/given.ts';
import { lookOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';
import { untilServed } from './until-served.ts';

/** Hold what a person says of an effect against its tool. */
export function carryOutSettlement({
  kind,
  id,
  effect,
  policy,
  output,
}: CheckSettlement): Promise<ActivityEnd> {
  const options = lookOptions(policy, `did it happen? ${effect.summary}`, id);
  const input: CheckSettlementInput = {
    callId: effect.id,
    arguments: effect.arguments,
    idempotencyKey: effect.idempotencyKey,
    ...given({ output }),
  };
  return untilServed(effect, options, (placed) => runActivity({ kind, tool: effect.tool }, placed, input));
}
