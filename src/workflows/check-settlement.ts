import type { CheckSettlementInput } from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { CheckSettlement } from '../core/undo/undo-command.ts';
import { given } from '../core/values/given.ts';
import { lookOptions } from './activity-options.ts';
import type { Carrying } from './carrying.ts';
import { runActivity } from './run-activity.ts';
import { untilItEnds } from './until-it-ends.ts';

/** Hold what a person says of an effect against its tool. */
export function carryOutSettlement(command: CheckSettlement, { keeper }: Carrying): Promise<ActivityEnd> {
  const { kind, id, effect, policy, output } = command;
  const input: CheckSettlementInput = {
    callId: effect.id,
    arguments: effect.arguments,
    idempotencyKey: effect.idempotencyKey,
    ...given({ output }),
  };
  return untilItEnds({
    effect,
    keeper,
    optionsOf: ({ attempts }) => lookOptions(policy, `did it happen? ${effect.summary}`, id, attempts),
    run: (options) => runActivity({ kind, tool: effect.tool }, options, input),
  });
}
