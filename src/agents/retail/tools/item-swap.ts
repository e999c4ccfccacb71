import { ToolError } from '../../../tools/tool-error.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import type { RetailOrder, RetailOrderItem, RetailVariant } from '../world-schema.ts';
import { orderLines } from './order-lines.ts';

/** Lines of an order, each with the variant that shall take its place. */
export interface ItemSwap {
  readonly pairs: readonly { readonly line: RetailOrderItem; readonly variant: RetailVariant }[];
  /** New prices less old ones in USD, an unrounded double: positive when the user pays. */
  readonly priceDifferenceUsd: number;
}

/**
 * Pair items with the new ones that replace them, by position, each line with its own variant.
 *
 * @throws ToolError when the lists differ in length, an item is not in the order, or a new item is of another product,
 * the same variant, or not available.
 */
export async function planItemSwap(
  edit: WorldEdit,
  order: RetailOrder,
  itemIds: readonly string[],
  newItemIds: readonly string[],
): Promise<ItemSwap> {
  const lines = orderLines(order, itemIds);
  if (itemIds.length !== newItemIds.length) {
    throw new ToolError(
      `The number of items must match: ${itemIds.length} to give, ${newItemIds.length} to get. Nothing was changed; name one new item for each.`,
    );
  }
  const pairs: { line: RetailOrderItem; variant: RetailVariant }[] = [];
  let priceDifferenceUsd = 0;
  for (const [index, line] of lines.entries()) {
    const variant = await newVariant(edit, line, newItemIds[index] ?? '');
    pairs.push({ line, variant });
    priceDifferenceUsd += variant.price - line.price;
  }
  return { pairs, priceDifferenceUsd };
}

async function newVariant(edit: WorldEdit, line: RetailOrderItem, newItemId: string): Promise<RetailVariant> {
  const product = await edit.findProduct(line.product_id);
  const variants = product?.variants ?? {};
  const variant = Object.hasOwn(variants, newItemId) ? variants[newItemId] : undefined;
  if (variant === undefined) {
    throw new ToolError(
      `Variant not found: ${newItemId} is no variant of ${line.name} (product ${line.product_id}). Nothing was changed; an item can only become another variant of its own product.`,
    );
  }
  if (newItemId === line.item_id) {
    throw new ToolError(
      `Item ${newItemId} would be replaced by itself, so nothing was changed; choose a variant with other options.`,
    );
  }
  if (!variant.available) {
    throw new ToolError(
      `New item not available: ${newItemId} (${line.name}) is out of stock. Nothing was changed; offer an available variant.`,
    );
  }
  return variant;
}
