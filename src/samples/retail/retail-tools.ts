import type { Tool } from '../../tools/define/tool.ts';
import { calculate } from './tools/calculate.ts';
import { cancelPendingOrder } from './tools/cancel-pending-order.ts';
import { exchangeDeliveredOrderItems } from './tools/exchange-delivered-order-items.ts';
import { findUserIdByEmail } from './tools/find-user-id-by-email.ts';
import { findUserIdByNameZip } from './tools/find-user-id-by-name-zip.ts';
import { getItemDetails } from './tools/get-item-details.ts';
import { getOrderDetails } from './tools/get-order-details.ts';
import { getProductDetails } from './tools/get-product-details.ts';
import { getUserDetails } from './tools/get-user-details.ts';
import { listAllProductTypes } from './tools/list-all-product-types.ts';
import { modifyPendingOrderAddress } from './tools/modify-pending-order-address.ts';
import { modifyPendingOrderItems } from './tools/modify-pending-order-items.ts';
import { modifyPendingOrderPayment } from './tools/modify-pending-order-payment.ts';
import { modifyUserAddress } from './tools/modify-user-address.ts';
import { returnDeliveredOrderItems } from './tools/return-delivered-order-items.ts';
import { transferToHumanAgents } from './tools/transfer-to-human-agents.ts';
import type { RetailWorld } from './world/retail-world.ts';

/** Make the sixteen tools of the shop's support desk, working on one world. */
export function retailTools(world: RetailWorld): Tool[] {
  return [
    calculate(),
    cancelPendingOrder(world),
    exchangeDeliveredOrderItems(world),
    findUserIdByNameZip(world),
    findUserIdByEmail(world),
    getOrderDetails(world),
    getProductDetails(world),
    getItemDetails(world),
    getUserDetails(world),
    listAllProductTypes(world),
    modifyPendingOrderAddress(world),
    modifyPendingOrderItems(world),
    modifyPendingOrderPayment(world),
    modifyUserAddress(world),
    returnDeliveredOrderItems(world),
    transferToHumanAgents(),
  ];
}
