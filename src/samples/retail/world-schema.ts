import { z } from 'zod';

/**
 * Shapes of the shop's world: the users, products and orders of the τ² retail domain.
 *
 * Fields that a shop adds are kept as they are; amounts are JSON doubles in USD, unrounded.
 */
const addressSchema = z.looseObject({
  address1: z.string(),
  address2: z.string(),
  city: z.string(),
  country: z.string(),
  state: z.string(),
  zip: z.string(),
});

const paymentMethodSchema = z.discriminatedUnion('source', [
  z.looseObject({
    source: z.literal('credit_card'),
    id: z.string(),
    brand: z.string(),
    last_four: z.string(),
  }),
  z.looseObject({ source: z.literal('gift_card'), id: z.string(), balance: z.number() }),
  z.looseObject({ source: z.literal('paypal'), id: z.string() }),
]);

export const userSchema = z.looseObject({
  user_id: z.string(),
  name: z.looseObject({ first_name: z.string(), last_name: z.string() }),
  address: addressSchema,
  email: z.string(),
  payment_methods: z.record(z.string(), paymentMethodSchema),
  orders: z.array(z.string()),
});

const optionsSchema = z.record(z.string(), z.string());

export const variantSchema = z.looseObject({
  item_id: z.string(),
  options: optionsSchema,
  available: z.boolean(),
  price: z.number(),
});

export const productSchema = z.looseObject({
  name: z.string(),
  product_id: z.string(),
  variants: z.record(z.string(), variantSchema),
});

const orderItemSchema = z.looseObject({
  name: z.string(),
  product_id: z.string(),
  item_id: z.string(),
  price: z.number(),
  options: optionsSchema,
});

const paymentSchema = z.looseObject({
  transaction_type: z.enum(['payment', 'refund']),
  amount: z.number(),
  payment_method_id: z.string(),
});

export const orderSchema = z.looseObject({
  order_id: z.string(),
  user_id: z.string(),
  address: addressSchema,
  items: z.array(orderItemSchema),
  status: z.string().min(1),
  fulfillments: z.array(z.looseObject({ tracking_id: z.array(z.string()), item_ids: z.array(z.string()) })),
  payment_history: z.array(paymentSchema),
  cancel_reason: z.string().nullish(),
  exchange_items: z.array(z.string()).nullish(),
  exchange_new_items: z.array(z.string()).nullish(),
  exchange_payment_method_id: z.string().nullish(),
  exchange_price_difference: z.number().nullish(),
  return_items: z.array(z.string()).nullish(),
  return_payment_method_id: z.string().nullish(),
});

/** A whole world, each entity under its own id; an order belongs to a user, an item to one product. */
export const retailWorldSchema = z
  .strictObject({
    products: z.record(z.string(), productSchema),
    users: z.record(z.string(), userSchema),
    orders: z.record(z.string(), orderSchema),
  })
  .superRefine((world, context) => {
    const complain = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const productOfItem = new Map<string, string>();
    for (const [id, product] of Object.entries(world.products)) {
      if (product.product_id !== id) complain(['products', id, 'product_id'], `must be ${id}, its key`);
      for (const [itemId, variant] of Object.entries(product.variants)) {
        const path = ['products', id, 'variants', itemId];
        if (variant.item_id !== itemId) complain([...path, 'item_id'], `must be ${itemId}, its key`);
        const other = productOfItem.get(itemId);
        if (other !== undefined) complain(path, `is a variant of product ${other} too`);
        productOfItem.set(itemId, id);
      }
    }
    for (const [id, user] of Object.entries(world.users)) {
      if (user.user_id !== id) complain(['users', id, 'user_id'], `must be ${id}, its key`);
      for (const [methodId, method] of Object.entries(user.payment_methods)) {
        if (method.id !== methodId) {
          complain(['users', id, 'payment_methods', methodId, 'id'], `must be ${methodId}, its key`);
        }
      }
    }
    for (const [id, order] of Object.entries(world.orders)) {
      if (order.order_id !== id) complain(['orders', id, 'order_id'], `must be ${id}, its key`);
      if (!Object.hasOwn(world.users, order.user_id)) {
        complain(['orders', id, 'user_id'], `names no user of this world: ${order.user_id}`);
      }
    }
  });

export type RetailAddress = z.infer<typeof addressSchema>;
export type RetailPaymentMethod = z.infer<typeof paymentMethodSchema>;
export type RetailUser = z.infer<typeof userSchema>;
export type RetailVariant = z.infer<typeof variantSchema>;
export type RetailProduct = z.infer<typeof productSchema>;
export type RetailOrderItem = z.infer<typeof orderItemSchema>;
export type RetailOrder = z.infer<typeof orderSchema>;
export type RetailWorldData = z.infer<typeof retailWorldSchema>;
