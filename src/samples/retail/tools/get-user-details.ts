import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { userNotFound } from '../world/world-edit.ts';
import { userSchema } from '../world-schema.ts';
import { giftCardBalances, giftCardsOf } from './gift-card-balances.ts';

export function getUserDetails(world: RetailWorld): Tool {
  return defineTool({
    name: 'get_user_details',
    description: 'Read a user: name, email, default address, payment methods and order ids.',
    input: z.strictObject({
      user_id: z.string().describe("The user's id, for instance 'ada_winter_1001'."),
    }),
    output: userSchema,
    effect: 'read',
    facts: ({ user_id }) => ({
      stakes: 'low',
      resources: [`user:${user_id}`, giftCardsOf(user_id), giftCardBalances],
      summary: `read user ${user_id}`,
    }),
    execute: async ({ user_id }) => {
      const user = await world.user(user_id);
      if (user === undefined) throw userNotFound(`with the id ${user_id}`);
      return user;
    },
    verify: (user, { user_id }) => (user.user_id === user_id ? undefined : `it is user ${user.user_id}`),
  });
}
