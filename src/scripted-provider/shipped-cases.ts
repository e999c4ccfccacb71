import type { Script, ScriptedRequest, ScriptedTurn } from './scripted-request.ts';
import { resultObject, type ScriptedToolResult, toolResults } from './tool-results.ts';

/** A case of the bundled shop that runs without a key. */
interface ShippedCase {
  /** What to say; other order numbers and emails do as well. */
  readonly input: string;
  /** Whether the customer goes on talking (`--chat`). */
  readonly chat: boolean;
  readonly matches: RegExp;
  readonly play: (request: ScriptedRequest) => ScriptedTurn;
}

const orderId = /#W\d+/g;
const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;

const shippedCases: readonly ShippedCase[] = [
  {
    input: 'Cancel my order #W1001, I ordered it by mistake. My email is ada@example.com.',
    chat: false,
    matches: /cancel my order #W\d+, I ordered it by mistake/i,
    play: cancelOrder,
  },
  {
    input: 'Where are my orders #W1002 and #W1003? My email is ada@example.com.',
    chat: false,
    matches: /where are my orders #W\d+ and #W\d+/i,
    play: (request) => lookUpOrders(request, 0),
  },
  {
    input: 'Hello, can you check an order for me?',
    chat: true,
    matches: /can you check an order for me/i,
    play: talk,
  },
];

/**
 * Play the shipped cases on the bundled shop, chosen by the first user message. What is said about orders and amounts
 * is read from the tools' results. Any other message is answered with the list of cases and how to use a real model.
 *
 * @param toUseARealModel that last sentence
 */
export function shippedScript(toUseARealModel: string): Script {
  return (request) => {
    const first = request.messages.find((message) => message.role === 'user')?.content ?? '';
    return (
      shippedCases.find(({ matches }) => matches.test(first))?.play(request) ?? listOfCases(toUseARealModel)
    );
  };
}

function cancelOrder(request: ScriptedRequest): ScriptedTurn {
  const said = userText(request, 0);
  const results = toolResults(request);
  const identified = identify(said, results);
  if (identified.kind === 'turn') return identified.turn;
  const wanted = said.match(orderId)?.[0] ?? '';
  const read = results.find(({ name }) => name === 'get_order_details');
  if (read === undefined) return callTools('Now I look at the order.', [orderCall(wanted)]);
  const order = resultObject(read);
  if (order === undefined) return { text: `I could not read order ${wanted}: ${read.content}` };
  if (order['user_id'] !== identified.userId) {
    return { text: `Order ${wanted} does not belong to this account, so I changed nothing.` };
  }
  const cancelled = results.find(({ name }) => name === 'cancel_pending_order');
  if (cancelled === undefined) {
    if (order['status'] !== 'pending') {
      return {
        text: `Order ${wanted} is ${order['status']} and can no longer be cancelled. I changed nothing.`,
      };
    }
    const args = { order_id: wanted, reason: 'ordered by mistake' };
    return callTools('The order is pending and belongs to the customer, so I cancel it.', [
      { name: 'cancel_pending_order', arguments: args },
    ]);
  }
  const refunds = refundsOf(resultObject(cancelled));
  if (refunds.length === 0) return { text: `Order ${wanted} was not cancelled: ${cancelled.content}` };
  return { text: `Order ${wanted} is cancelled. You get back ${refunds.join(' and ')}.` };
}

/** Looks up the customer and every order named in the user messages from `fromIndex` on, the orders in parallel. */
function lookUpOrders(request: ScriptedRequest, fromIndex: number): ScriptedTurn {
  const said = userText(request, fromIndex);
  const results = toolResults(request, fromIndex);
  const identified = identify(said, results);
  if (identified.kind === 'turn') return identified.turn;
  const wanted = [...new Set(said.match(orderId) ?? [])];
  const reads = results.filter(({ name }) => name === 'get_order_details');
  if (reads.length === 0) return callTools('Now I look at what was asked for.', wanted.map(orderCall));
  return {
    text: wanted
      .map((id, index) => {
        const order = reads[index] === undefined ? undefined : resultObject(reads[index]);
        return order === undefined || order['user_id'] !== identified.userId
          ? `I find no order ${id} in this account.`
          : `Order ${id} is ${order['status']}.`;
      })
      .join(' '),
  };
}

/** Asks for what is missing, looks it up once it is named, and takes leave. */
function talk(request: ScriptedRequest): ScriptedTurn {
  const last = request.messages.findLastIndex((message) => message.role === 'user');
  const said = userText(request, last);
  if (email.test(said) && said.search(orderId) >= 0) return lookUpOrders(request, last);
  if (/\b(thanks|thank you|bye)\b/i.test(said)) return { text: 'You are welcome. Goodbye!' };
  return { text: 'Gladly. Please tell me your email address and the order number, for instance #W1002.' };
}

function identify(
  said: string,
  results: readonly ScriptedToolResult[],
): { kind: 'turn'; turn: ScriptedTurn } | { kind: 'customer'; userId: string } {
  const address = email.exec(said)?.[0];
  if (address === undefined)
    return { kind: 'turn', turn: { text: 'Please tell me your email address too.' } };
  const found = results.find(({ name }) => name === 'find_user_id_by_email');
  if (found === undefined) {
    const call = { name: 'find_user_id_by_email', arguments: { email: address } };
    return { kind: 'turn', turn: callTools('First I find the account.', [call]) };
  }
  // A user id is one word; anything else is the tool saying why there is none.
  return found.isError || !/^"?\S+"?$/.test(found.content)
    ? { kind: 'turn', turn: { text: `I could not find your account: ${found.content}` } }
    : { kind: 'customer', userId: found.content.replaceAll('"', '') };
}

function userText(request: ScriptedRequest, fromIndex: number): string {
  return request.messages
    .slice(fromIndex)
    .filter((message) => message.role === 'user')
    .map((message) => message.content)
    .join('\n');
}

function refundsOf(order: Record<string, unknown> | undefined): string[] {
  const payments = Array.isArray(order?.['payment_history']) ? order['payment_history'] : [];
  return payments
    .filter((payment) => payment.transaction_type === 'refund')
    .map((payment) => `$${Number(payment.amount).toFixed(2)} to ${payment.payment_method_id}`);
}

function orderCall(id: string) {
  return { name: 'get_order_details', arguments: { order_id: id } };
}

function callTools(text: string, toolCalls: NonNullable<ScriptedTurn['toolCalls']>): ScriptedTurn {
  return { text, toolCalls };
}

function listOfCases(toUseARealModel: string): ScriptedTurn {
  return {
    text: [
      'No real model is connected: this answer comes from the local scripted provider, which plays these cases only.',
      ...shippedCases.map(({ input, chat }) => `- ${JSON.stringify(input)}${chat ? ' (with --chat)' : ''}`),
      toUseARealModel,
    ].join('\n'),
  };
}
