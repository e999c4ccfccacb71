import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';

export function listAllProductTypes(world: RetailWorld): Tool {
  return defineTool({
    name: 'list_all_product_types',
    description: 'List the names of all product types with their product ids.',
    input: z.strictObject({}),
    output: z.record(z.string(), z.string()),
    effect: 'read',
    facts: () => ({ stakes: 'low', summary: 'list all product types' }),
    execute: () => world.productIds(),
  });
}
