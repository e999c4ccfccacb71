import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/core/context/message.ts';
import { callId } from '../../src/core/ids/ids.ts';
import type { JsonObject } from '../../src/core/values/json.ts';
import { openRetailWorld } from '../../src/samples/retail/open-retail-world.ts';
import { retailTools } from '../../src/samples/retail/retail-tools.ts';
import { sampleWorld } from '../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../src/samples/retail/world/retail-world.ts';
import { shippedScript } from '../../src/scripted-provider/shipped-cases.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../../src/scripted-provider/start-scripted-provider.ts';
import type { Tool, ToolContext } from '../../src/tools/define/tool.ts';
import { modelRequest, portsAt } from '../models/model-request.ts';

let folder: string;
let world: RetailWorld;
let provider: ScriptedProvider;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-shipped-'));
  world = openRetailWorld(join(folder, 'world.db'));
  await world.loadWorld(sampleWorld);
  provider = await startScriptedProvider({ script: shippedScript('To use a real model, set a key.') });
});
afterEach(async () => {
  await provider.stop();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets the model work on the transcript, tools and all, until it answers without a call. Returns answer and calls. */
async function answerTo(adapter: 'anthropic' | 'openAiChat', messages: Message[]) {
  const tools = retailTools(world);
  const called: string[][] = [];
  for (;;) {
    const turn = messages.length;
    const answer = await portsAt(provider.url)[adapter].generate(modelRequest({ messages }));
    const calls = answer.calls.map((call, index) => ({
      id: callId(turn, index + 1),
      providerCallId: call.providerCallId,
      tool: call.tool,
      arguments: JSON.parse(call.argumentsText) as JsonObject,
    }));
    messages.push({ role: 'assistant', content: answer.text, calls });
    if (calls.length === 0) return { text: answer.text, called };
    called.push(calls.map((call) => call.tool));
    for (const call of calls) {
      const tool = tools.find(({ name }) => name === call.tool) as Tool;
      const { content, isError } = await run(tool, call.arguments, call.id);
      messages.push({
        role: 'tool',
        callId: call.id,
        providerCallId: call.providerCallId,
        tool: call.tool,
        content,
        isError,
      });
    }
  }
}

async function run(tool: Tool, input: JsonObject, idempotencyKey: string) {
  const quiet = () => undefined;
  const context: ToolContext = {
    idempotencyKey,
    signal: new AbortController().signal,
    attempt: 1,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  };
  try {
    const output = await tool.execute(tool.input.parse(input), context);
    return { content: typeof output === 'string' ? output : JSON.stringify(output), isError: false };
  } catch (error) {
    return { content: (error as Error).message, isError: true };
  }
}

const says = (content: string): Message => ({ role: 'user', content });
const cases = {
  cancelOrder: 'Cancel my order #W1001, I ordered it by mistake. My email is ada@example.com.',
  lookUpOrders: 'Where are my orders #W1002 and #W1003? My email is ada@example.com.',
  talk: 'Hello, can you check an order for me?',
};

describe.each(['anthropic', 'openAiChat'] as const)('shippedScript over %s', (adapter) => {
  it('cancels the order with the shop’s tools and names the refund that the shop made', async () => {
    const { text, called } = await answerTo(adapter, [says(cases.cancelOrder)]);
    expect(called).toEqual([['find_user_id_by_email'], ['get_order_details'], ['cancel_pending_order']]);
    const order = await world.order('#W1001');
    expect(order?.status).toBe('cancelled');
    const refund = order?.payment_history.find((payment) => payment.transaction_type === 'refund');
    expect(text).toBe(
      `Order #W1001 is cancelled. You get back $${refund?.amount.toFixed(2)} to gift_card_77.`,
    );
  });

  it.each([
    [
      '#W1002',
      'ada@example.com',
      'Order #W1002 is delivered and can no longer be cancelled. I changed nothing.',
    ],
    ['#W1004', 'ada@example.com', 'Order #W1004 does not belong to this account, so I changed nothing.'],
    ['#W1001', 'nobody@example.com', 'I could not find your account: '],
    ['#W9999', 'ada@example.com', 'I could not read order #W9999: '],
  ])('does not cancel %s for %s, and says why', async (id, email, text) => {
    const before = await world.exportWorld();
    const message = `Cancel my order ${id}, I ordered it by mistake. My email is ${email}.`;
    expect((await answerTo(adapter, [says(message)])).text).toContain(text);
    expect(await world.exportWorld()).toEqual(before);
  });

  it('reads two orders in parallel', async () => {
    const { text, called } = await answerTo(adapter, [says(cases.lookUpOrders)]);
    expect(called).toEqual([['find_user_id_by_email'], ['get_order_details', 'get_order_details']]);
    expect(text).toBe('Order #W1002 is delivered. Order #W1003 is pending.');
  });

  it('talks after a greeting: asks, looks up, takes leave', async () => {
    const messages: Message[] = [{ role: 'assistant', content: 'Hi! How can I help you today?', calls: [] }];
    messages.push(says(cases.talk));
    expect((await answerTo(adapter, messages)).text).toContain('Please tell me your email address');
    messages.push(says('It is #W1003 and I am ada@example.com.'));
    expect((await answerTo(adapter, messages)).text).toBe('Order #W1003 is pending.');
    messages.push(says('Thanks, bye.'));
    expect(await answerTo(adapter, messages)).toEqual({ text: 'You are welcome. Goodbye!', called: [] });
  });

  it('answers anything else with the cases that it plays and how to set a key', async () => {
    const { text, called } = await answerTo(adapter, [says('Write me a poem.')]);
    expect(called).toEqual([]);
    for (const input of Object.values(cases)) expect(text).toContain(input);
    expect(text).toMatch(/To use a real model, set a key\.$/);
  });
});
