import { z } from 'zod';
import { defineTool } from '../../../tools/define-tool.ts';
import type { Tool } from '../../../tools/tool.ts';
import { ToolError } from '../../../tools/tool-error.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { orderSchema } from '../world-schema.ts';
import { orderIdInput } from './order-id-input.ts';
import { orderLines } from './order-lines.ts';
import { requireDelivered } from './order-status.ts';
import { paymentMethodInput } from './payment-method-input.ts';
import { paymentMethodOf } from './payment-method-of.ts';

const name = 'return_delivered_order_items';

/** Asks for the return of items of a delivered order; the refund follows when they arrive. */
export function returnDeliveredOrderItems(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Request the return of items of a delivered order, refunded to the original payment method or a gift card of the user; how to send them follows by email. Explain this and get an explicit yes first. Returns the order.',
    input: z.strictObject({
      order_id: orderIdInput,
      item_ids: z
        .array(z.string())
        .describe('Item ids in the order that go back; one that stands there twice may be named twice.'),
      payment_method_id: paymentMethodInput,
    }),
    output: orderSchema,
    effect: 'compensable',
    idempotency: 'keyed',
    facts: (input) => ({
      stakes: 'high',
      resources: [`order:${input.order_id}`],
      intent: `return:${input.order_id}`,
      summary: `return ${input.item_ids.length} of the items of ${input.order_id}, refund to ${input.payment_method_id}`,
    }),
    execute: (input, { idempotencyKey }) =>
      world.writeOnce({ key: idempotencyKey, tool: name }, async (edit) => {
        const order = await edit.order(input.order_id);
        requireDelivered(order, 'returned');
        const method = paymentMethodOf(await edit.user(order.user_id), input.payment_method_id);
        const original = order.payment_history[0]?.payment_method_id;
        if (method.source !== 'gift_card' && method.id !== original) {
          throw new ToolError(
            `The payment method must be the original one, ${original}, or a gift card; ${method.id} is neither. Nothing was changed.`,
          );
        }
        orderLines(order, input.item_ids);
        order.status = 'return requested';
        order.return_items = input.item_ids.toSorted();
        order.return_payment_method_id = method.id;
        return order;
      }),
    verify: (order) =>
      order.status === 'return requested' ? undefined : `the order's status is '${order.status}'`,
    undo: (_effect, { idempotencyKey }) => world.undoOnce(idempotencyKey, name),
  });
}
