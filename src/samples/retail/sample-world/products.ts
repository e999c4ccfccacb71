import type { RetailProduct } from '../world-schema.ts';

/** The small shop's catalogue, by product id. An item's id is its product's with two digits more. */
export const sampleProducts: Record<string, RetailProduct> = Object.fromEntries(
  [
    product('4401', 'Reading Lamp', [
      [{ color: 'brass', switch: 'pull cord' }, 64.9],
      [{ color: 'brass', switch: 'dimmer' }, 72.5],
      [{ color: 'slate', switch: 'dimmer' }, 70.25],
      [{ color: 'ivory', switch: 'pull cord' }, 61.4, 'sold out'],
    ]),
    product('4402', 'Wool Blanket', [
      [{ color: 'moss', size: 'single' }, 88.0],
      [{ color: 'moss', size: 'double' }, 117.5],
      [{ color: 'rust', size: 'double' }, 119.0],
    ]),
    product('4403', 'Cast-Iron Teapot', [
      [{ capacity: '0.6 l', lid: 'flat' }, 41.3],
      [{ capacity: '0.9 l', lid: 'flat' }, 53.75],
      [{ capacity: '0.9 l', lid: 'domed' }, 55.2, 'sold out'],
    ]),
    product('4404', 'Messenger Bag', [
      [{ color: 'navy', strap: 'canvas' }, 96.15],
      [{ color: 'olive', strap: 'canvas' }, 96.15],
      [{ color: 'navy', strap: 'leather' }, 128.6],
    ]),
    product('4405', 'Field Recorder', [
      [{ channels: '2', storage: '32 GB' }, 219.99],
      [{ channels: '4', storage: '32 GB' }, 274.5],
      [{ channels: '4', storage: '128 GB' }, 309.0],
    ]),
    product('4406', 'Notebook Set', [
      [{ ruling: 'lined', cover: 'cloth' }, 18.2],
      [{ ruling: 'dotted', cover: 'cloth' }, 18.2],
      [{ ruling: 'dotted', cover: 'card' }, 12.95],
    ]),
    product('4407', 'Bicycle Bell', [
      [{ tone: 'bright', mount: 'clamp' }, 14.6],
      [{ tone: 'deep', mount: 'clamp' }, 15.1],
    ]),
    product('4408', 'Rain Jacket', [
      [{ color: 'yellow', size: 'M' }, 134.4],
      [{ color: 'yellow', size: 'L' }, 134.4],
      [{ color: 'petrol', size: 'L' }, 139.8],
      [{ color: 'petrol', size: 'XL' }, 139.8, 'sold out'],
    ]),
  ].map((entry) => [entry.product_id, entry]),
);

function product(
  productId: string,
  name: string,
  variants: [options: Record<string, string>, price: number, stock?: 'sold out'][],
): RetailProduct {
  const entries = variants.map(([options, price, stock], index) => {
    const itemId = `${productId}${String(index + 1).padStart(2, '0')}`;
    return [itemId, { item_id: itemId, options, available: stock === undefined, price }] as const;
  });
  return { name, product_id: productId, variants: Object.fromEntries(entries) };
}
