import type { Json } from '../../src/core/values/json.ts';
import type { RetailOrderItem, RetailWorldData } from '../../src/samples/retail/world-schema.ts';
import type { RecordedCall } from './tau2.ts';

/**
 * Collect the new items of changes of several items: the recordings hold an upstream bug that writes the last variant's
 * price and options onto all of them.
 */
export function itemsChangedTogether(calls: readonly RecordedCall[]): Set<string> {
  return new Set(
    calls
      .filter((call) => call.name === 'modify_pending_order_items' && !call.error)
      .map((call) => call.arguments.new_item_ids as string[])
      .filter((ids) => ids.length > 1)
      .flat(),
  );
}

/** Give every order line of these items the price and options of its own variant, at any depth of a recorded value. */
export function repairItems(value: Json, itemIds: ReadonlySet<string>, world: RetailWorldData): Json {
  if (itemIds.size === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => repairItems(entry, itemIds, world));
  if (isOrderLine(value) && itemIds.has(value.item_id)) {
    const variant = world.products[value.product_id]?.variants[value.item_id];
    if (variant === undefined) throw new Error(`no variant ${value.item_id}`);
    return { ...value, price: variant.price, options: variant.options } as Json;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, repairItems(entry, itemIds, world)]),
  );
}

function isOrderLine(value: object): value is RetailOrderItem {
  return 'item_id' in value && 'product_id' in value && 'options' in value;
}
