import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool, ToolFacts } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import { type RetailUser, userSchema } from '../world-schema.ts';
import { addressInput, addressOf, addressText } from './address-input.ts';
import { labelledLine } from './preview-lines.ts';
import { addressState } from './world-state.ts';
import { type WritePlan, worldWrite } from './world-write.ts';

const name = 'modify_user_address';

const inputSchema = z.strictObject({
  user_id: z.string().describe("The user's id, for instance 'ada_winter_1001'."),
  ...addressInput,
});
type Input = z.output<typeof inputSchema>;

/** Changes a user's default address; orders keep theirs. */
export function modifyUserAddress(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      "Change a user's default address; orders are not touched. Explain the change and get an explicit yes first. Returns the user.",
    input: inputSchema,
    output: userSchema,
    effect: 'reversible',
    facts,
    verify: (user, input) =>
      user.address.address1 === input.address1 && user.address.zip === input.zip
        ? undefined
        : "the user's address is not the new one",
    ...worldWrite(world, name, plan),
  });
}

function facts(input: Input): ToolFacts {
  return {
    stakes: 'medium',
    resources: [`user:${input.user_id}`],
    intent: `address:${input.user_id}`,
    amountNanoUsd: 0,
    summary: `set the address of ${input.user_id} to ${input.address1}, ${input.city}`,
  };
}

async function plan(edit: WorldEdit, input: Input): Promise<WritePlan<RetailUser>> {
  const user = await edit.user(input.user_id);
  return {
    preview: [
      `Change the default address of ${user.user_id}; orders keep theirs`,
      labelledLine('from', addressText(user.address)),
      labelledLine('to', addressText(input)),
      labelledLine('undo', 'puts the old address back'),
    ],
    restsOn: addressState(user),
    facts: facts(input),
    apply: () => {
      user.address = addressOf(input);
      return user;
    },
  };
}
