import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';
import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { productSchema } from '../world-schema.ts';

export function getProductDetails(world: RetailWorld): Tool {
  return defineTool({
    name: 'get_product_details',
    description: 'Read a product with all its variants: item ids, options, availability and prices.',
    input: z.strictObject({
      product_id: z
        .string()
        .describe("The product's id, for instance '4401'; an item's id is something else."),
    }),
    output: productSchema,
    effect: 'read',
    facts: ({ product_id }) => ({ stakes: 'low', summary: `read product ${product_id}` }),
    execute: async ({ product_id }) => {
      const product = await world.product(product_id);
      if (product !== undefined) return product;
      throw new ToolError(
        `Product not found: ${product_id}. Item ids are not product ids; list all product types to find it.`,
      );
    },
  });
}
