import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import { retailWorldSchema } from '../../../src/samples/retail/world-schema.ts';

const { orders, products, users } = sampleWorld;

describe('sampleWorld', () => {
  it('has the shape of the shop, with twelve orders in every state', () => {
    expect(retailWorldSchema.safeParse(sampleWorld).success).toBe(true);
    expect([Object.keys(users).length, Object.keys(products).length, Object.keys(orders).length]).toEqual([
      6, 8, 12,
    ]);
    expect(new Set(Object.values(orders).map((order) => order.status))).toEqual(
      new Set(['pending', 'processed', 'delivered', 'cancelled']),
    );
  });

  it('agrees with itself: owners, payment methods, items and totals', () => {
    for (const order of Object.values(orders)) {
      const user = users[order.user_id];
      expect(user?.orders).toContain(order.order_id);
      const cents = order.items.reduce((sum, item) => sum + Math.round(item.price * 100), 0);
      expect([order.order_id, Math.round((order.payment_history[0]?.amount ?? 0) * 100)]).toEqual([
        order.order_id,
        cents,
      ]);
      for (const payment of order.payment_history) {
        expect(user?.payment_methods).toHaveProperty(payment.payment_method_id);
      }
    }
  });

  it('holds the order of the demo: #W1001 of ada@example.com, 182.40 by gift_card_77', () => {
    const order = orders['#W1001'];
    expect(order).toMatchObject({ status: 'pending', payment_history: [{ amount: 182.4 }] });
    expect(users[order?.user_id ?? '']).toMatchObject({
      email: 'ada@example.com',
      payment_methods: { gift_card_77: { source: 'gift_card', balance: 40 } },
    });
  });
});
