import type { JsonObject } from '../../src/core/values/json.ts';

/** An address that nobody of the sample world has. */
export const newAddress = {
  address1: '1 New Street',
  address2: '',
  city: 'Salem',
  state: 'OR',
  country: 'USA',
  zip: '97301',
};

/** One accepted call of each of the seven writing tools, on the sample world. */
export const retailWrites: readonly { readonly name: string; readonly args: JsonObject }[] = [
  { name: 'cancel_pending_order', args: { order_id: '#W1001', reason: 'ordered by mistake' } },
  {
    name: 'modify_pending_order_items',
    args: {
      order_id: '#W1009',
      item_ids: ['440102'],
      new_item_ids: ['440101'],
      payment_method_id: 'gift_card_51',
    },
  },
  {
    name: 'modify_pending_order_payment',
    args: { order_id: '#W1009', payment_method_id: 'gift_card_51' },
  },
  { name: 'modify_pending_order_address', args: { order_id: '#W1003', ...newAddress } },
  { name: 'modify_user_address', args: { user_id: 'ada_winter_1001', ...newAddress } },
  {
    name: 'return_delivered_order_items',
    args: { order_id: '#W1002', item_ids: ['440602', '440401'], payment_method_id: 'gift_card_77' },
  },
  {
    name: 'exchange_delivered_order_items',
    args: {
      order_id: '#W1005',
      item_ids: ['440501'],
      new_item_ids: ['440502'],
      payment_method_id: 'paypal_31',
    },
  },
];
