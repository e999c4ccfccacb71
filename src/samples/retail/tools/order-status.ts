import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailOrder } from '../world-schema.ts';

/** Status of a pending order whose items were changed: final, for its items can be changed only once. */
export const itemModifiedStatus = 'pending (item modified)';

/** @throws ToolError unless the order is pending and its items were not changed yet. */
export function requirePending(order: RetailOrder, done: 'cancelled' | 'modified'): void {
  if (order.status === 'pending') return;
  const why =
    order.status === itemModifiedStatus
      ? 'its items were modified already, and after that it stays as it is'
      : `its status is '${order.status}'`;
  throw new ToolError(
    `Non-pending order cannot be ${done}: ${order.order_id} is not open to changes, ${why}. Nothing was changed.`,
  );
}

/** @throws ToolError unless the order is delivered and no return or exchange was asked for. */
export function requireDelivered(order: RetailOrder, done: 'returned' | 'exchanged'): void {
  if (order.status === 'delivered') return;
  throw new ToolError(
    `Non-delivered order cannot be ${done}: the status of ${order.order_id} is '${order.status}'. Nothing was changed.`,
  );
}
