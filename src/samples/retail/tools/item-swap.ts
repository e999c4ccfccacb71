import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import type { RetailOrder, RetailOrderItem, RetailPaymentMethod, RetailVariant } from '../world-schema.ts';
import { usdText } from './money-text.ts';
import { itemText, orderLines } from './order-lines.ts';
import { variantState, type WorldState } from './world-state.ts';

/** Lines of an order, each with the variant that shall take its place. */
export interface ItemSwap {
  readonly pairs: readonly { readonly line: RetailOrderItem; readonly variant: RetailVariant }[];
  /** New prices less old ones in USD, an unrounded double: positive when the user pays. */
  readonly priceDifferenceUsd: number;
  /** Of the variants that were chosen. */
  readonly state: WorldState;
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
  const states = pairs.map(({ variant }) => variantState(variant));
  return { pairs, priceDifferenceUsd, state: Object.assign({}, ...states) as WorldState };
}

/** Write each swap for people, with prices and what the new variant is like. */
export function swapTexts({ pairs }: ItemSwap): string[] {
  return pairs.map(({ line, variant }) => {
    const options = Object.entries(variant.options).map(([option, value]) => `${option} ${value}`);
    const like = options.length > 0 ? ` (${options.join(', ')})` : '';
    return `${itemText(line)} → ${variant.item_id}, ${usdText(variant.price)}${like}`;
  });
}

/** Write who gets the price difference: `charge $5.25 to paypal_31`. */
export function differenceText(amountUsd: number, method: RetailPaymentMethod): string {
  if (amountUsd === 0) return 'no price difference';
  return `${amountUsd > 0 ? 'charge' : 'refund'} ${usdText(amountUsd)} to ${method.id}`;
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
