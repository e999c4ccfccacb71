import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';
import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { variantSchema } from '../world-schema.ts';

export function getItemDetails(world: RetailWorld): Tool {
  return defineTool({
    name: 'get_item_details',
    description: 'Read one variant of a product by its item id: options, availability and price.',
    input: z.strictObject({
      item_id: z.string().describe("The item's id, for instance '440101'; a product's id is something else."),
    }),
    output: variantSchema,
    effect: 'read',
    facts: ({ item_id }) => ({ stakes: 'low', summary: `read item ${item_id}` }),
    execute: async ({ item_id }) => {
      const item = await world.item(item_id);
      if (item !== undefined) return item;
      throw new ToolError(
        `Item not found: ${item_id}. Product ids are not item ids; read the product to see its items.`,
      );
    },
  });
}
