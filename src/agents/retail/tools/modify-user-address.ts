import { z } from 'zod';
import { defineTool } from '../../../tools/define-tool.ts';
import type { Tool } from '../../../tools/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { userSchema } from '../world-schema.ts';
import { addressInput, addressOf } from './address-input.ts';

const name = 'modify_user_address';

/** Changes a user's default address; orders keep theirs. */
export function modifyUserAddress(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      "Change a user's default address; orders are not touched. Explain the change and get an explicit yes first. Returns the user.",
    input: z.strictObject({
      user_id: z.string().describe("The user's id, for instance 'ada_winter_1001'."),
      ...addressInput,
    }),
    output: userSchema,
    effect: 'reversible',
    idempotency: 'keyed',
    facts: (input) => ({
      stakes: 'medium',
      resources: [`user:${input.user_id}`],
      intent: `address:${input.user_id}`,
      summary: `set the address of ${input.user_id} to ${input.address1}, ${input.city}`,
    }),
    execute: (input, { idempotencyKey }) =>
      world.writeOnce({ key: idempotencyKey, tool: name }, async (edit) => {
        const user = await edit.user(input.user_id);
        user.address = addressOf(input);
        return user;
      }),
    verify: (user, input) =>
      user.address.address1 === input.address1 && user.address.zip === input.zip
        ? undefined
        : "the user's address is not the new one",
    undo: (_effect, { idempotencyKey }) => world.undoOnce(idempotencyKey, name),
  });
}
