import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { userNotFound } from '../world/world-edit.ts';

export function findUserIdByEmail(world: RetailWorld): Tool {
  return defineTool({
    name: 'find_user_id_by_email',
    description: 'Find the id of the user with this email address; an error when there is none.',
    input: z.strictObject({
      email: z.string().describe("The user's email address, for instance 'ada@example.com'."),
    }),
    output: z.string().min(1),
    effect: 'read',
    facts: ({ email }) => ({ stakes: 'low', summary: `find the user ${email}` }),
    execute: async ({ email }) => {
      const userId = await world.userIdByEmail(email);
      if (userId === undefined) throw userNotFound(`with the email ${email}`);
      return userId;
    },
  });
}
