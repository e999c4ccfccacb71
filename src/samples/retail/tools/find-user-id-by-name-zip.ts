import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { userNotFound } from '../world/world-edit.ts';

export function findUserIdByNameZip(world: RetailWorld): Tool {
  return defineTool({
    name: 'find_user_id_by_name_zip',
    description:
      'Find the id of the user with this name and zip code; an error when there is none. For users who are not found by email or do not remember theirs.',
    input: z.strictObject({
      first_name: z.string().describe("The first name, for instance 'Ada'."),
      last_name: z.string().describe("The last name, for instance 'Winter'."),
      zip: z.string().describe("The zip code of the user's default address, for instance '97201'."),
    }),
    output: z.string().min(1),
    effect: 'read',
    facts: (input) => ({
      stakes: 'low',
      summary: `find the user ${input.first_name} ${input.last_name}, zip ${input.zip}`,
    }),
    execute: async ({ first_name, last_name, zip }) => {
      const userId = await world.userIdByNameAndZip({ firstName: first_name, lastName: last_name, zip });
      if (userId === undefined)
        throw userNotFound(`called ${first_name} ${last_name} with the zip code ${zip}`);
      return userId;
    },
  });
}
