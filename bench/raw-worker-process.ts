import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Message } from '../src/core/context/message.ts';
import { createModelPort } from '../src/models/adapters/create-model-port.ts';
import { toolJsonSchema } from '../src/tools/define/tool-json-schema.ts';
import config from './bench-config.ts';
import { pageText } from './page.ts';
import type { RawActivities, RawMessage } from './raw-loop.ts';

// The same provider client as Holdfast's own: what differs is the loop around it.
const opened = createModelPort(process.env)('anthropic:claude-sonnet-4-5');
if (opened.kind === 'problem') throw new Error(opened.message);
const tool = config.tools.get('read_page');
if (!tool) throw new Error('the bench has no read_page');
const tools = [{ name: tool.name, description: tool.description, inputSchema: toolJsonSchema(tool.input) }];

const activities: RawActivities = {
  async callModel(transcript) {
    const answer = await opened.port.generate({
      model: opened.model,
      instructions: 'Read pages, one at a time, until you are told to stop.',
      messages: transcript.map(toMessage),
      tools,
      maxOutputTokens: 1_000,
      signal: AbortSignal.timeout(60_000),
    });
    const calls = answer.calls.map(({ providerCallId, tool: name, argumentsText }) => ({
      id: providerCallId,
      tool: name,
      arguments: JSON.parse(argumentsText) as { step: number },
    }));
    return { content: answer.text, calls };
  },
  readPage: async ({ step }) => ({ text: pageText(step) }),
};

function toMessage(message: RawMessage): Message {
  switch (message.role) {
    case 'user':
      return message;
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content,
        calls: message.calls.map(({ id, tool: name, arguments: args }) => ({
          id,
          providerCallId: id,
          tool: name,
          arguments: args,
        })),
      };
    case 'tool': {
      const { callId, tool: name, content } = message;
      return { role: 'tool', callId, providerCallId: callId, tool: name, content, isError: false };
    }
  }
}

const [address = '', namespace = '', taskQueue = ''] = process.argv.slice(2);
Runtime.install({
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  shutdownSignals: [],
});
const workflowsPath = fileURLToPath(new URL('./raw-loop.ts', import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath,
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
});
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue,
  activities: { ...activities },
  workflowBundle: { code },
  maxCachedWorkflows: 500,
  maxConcurrentActivityTaskExecutions: 100,
  shutdownGraceTime: 500,
});
const done = worker.run();
process.once('SIGTERM', () => worker.shutdown());
console.log(JSON.stringify({ schema: 'bench.raw-worker/v1', pid: process.pid }));
await done;
process.exit();
