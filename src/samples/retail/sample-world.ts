import { orders } from './sample-world/orders.ts';
import { products } from './sample-world/products.ts';
import { users } from './sample-world/users.ts';
import type { RetailWorldData } from './world-schema.ts';

/** The small world that the project ships: invented people and goods, orders in every state. */
export const sampleWorld: RetailWorldData = {
  products,
  users: Object.fromEntries(
    Object.values(users).map((user) => {
      const own = Object.values(orders).filter((order) => order.user_id === user.user_id);
      return [user.user_id, { ...user, orders: own.map((order) => order.order_id) }];
    }),
  ),
  orders,
};
