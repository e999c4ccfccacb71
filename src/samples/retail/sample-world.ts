import { sampleOrders } from './sample-world/orders.ts';
import { sampleProducts } from './sample-world/products.ts';
import { sampleUsers } from './sample-world/users.ts';
import type { RetailWorldData } from './world-schema.ts';

/** The small world that the project ships: invented people and goods, orders in every state. */
export const sampleWorld: RetailWorldData = {
  products: sampleProducts,
  users: Object.fromEntries(
    Object.values(sampleUsers).map((user) => {
      const own = Object.values(sampleOrders).filter((order) => order.user_id === user.user_id);
      return [user.user_id, { ...user, orders: own.map((order) => order.order_id) }];
    }),
  ),
  orders: sampleOrders,
};
