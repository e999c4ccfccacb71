import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import { userRow } from '../../../src/samples/retail/world/user-row.ts';
import { newAddress } from '../retail-writes.ts';

/** Something that somebody else does to the shop, past the run: each leaves a value that no tool writes. */
export type ForeignChange =
  | { readonly kind: 'order address' | 'order status'; readonly orderId: string; readonly mark: string }
  | { readonly kind: 'user address'; readonly userId: string; readonly mark: string }
  | {
      readonly kind: 'gift card';
      readonly userId: string;
      readonly cardId: string;
      readonly addedUsd: number;
    };

/**
 * Write it to the database directly.
 *
 * A gift card takes the whole amount, below nothing too: cut off at nothing, the change would depend on what the run
 * had done before it, and a model without that could not make the same one.
 */
export async function changeBehind(world: RetailWorld, change: ForeignChange): Promise<void> {
  const database = await world.connect();
  if ('orderId' in change) {
    const order = await world.order(change.orderId);
    if (!order) throw new Error(`there is no order ${change.orderId}`);
    if (change.kind === 'order status') order.status = change.mark;
    else order.address = { ...newAddress, address1: change.mark };
    await database
      .updateTable('orders')
      .set({ document: JSON.stringify(order) })
      .where('order_id', '=', order.order_id)
      .execute();
    return;
  }
  const user = await world.user(change.userId);
  if (!user) throw new Error(`there is no user ${change.userId}`);
  if (change.kind === 'user address') user.address = { ...newAddress, address1: change.mark };
  else {
    const card = user.payment_methods[change.cardId];
    if (card?.source !== 'gift_card') throw new Error(`${change.cardId} is no gift card`);
    card.balance = Math.round((card.balance + change.addedUsd) * 100) / 100;
  }
  await database.updateTable('users').set(userRow(user)).where('user_id', '=', user.user_id).execute();
}
