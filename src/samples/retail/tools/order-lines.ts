import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailOrder, RetailOrderItem } from '../world-schema.ts';
import { usdText } from './money-text.ts';

/**
 * Find the line of an order for each item id; an id given twice means two lines.
 *
 * @throws ToolError when the order has fewer lines of an item than asked for, or none was asked for.
 */
export function orderLines(order: RetailOrder, itemIds: readonly string[]): RetailOrderItem[] {
  if (itemIds.length === 0)
    throw new ToolError('No items were named, so nothing was changed; give item ids.');
  const free = [...order.items];
  return itemIds.map((itemId) => {
    const index = free.findIndex((line) => line.item_id === itemId);
    const [line] = index < 0 ? [] : free.splice(index, 1);
    if (line !== undefined) return line;
    const held = order.items.filter((item) => item.item_id === itemId).length;
    throw new ToolError(
      `Item not found: order ${order.order_id} has ${held === 0 ? 'no item' : `only ${held} of item`} ${itemId}. Nothing was changed; read the order and use its item ids.`,
    );
  });
}

/** Write an item of an order for people: name, id, price. */
export function itemText({ name, item_id, price }: RetailOrderItem): string {
  return `${name} ${item_id}, ${usdText(price)}`;
}
