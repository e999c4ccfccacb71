import { createModelPort } from '../../src/models/adapters/create-model-port.ts';
import type { ModelPort, ModelRequest } from '../../src/models/model-port.ts';

/** A small request; each test names what matters to it. */
export function modelRequest(fields: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'claude-sonnet-4-5',
    instructions: 'Help the customer.',
    messages: [{ role: 'user', content: 'Hello' }],
    tools: [],
    maxOutputTokens: 256,
    signal: new AbortController().signal,
    ...fields,
  };
}

/** All real adapters against one local server. */
export function portsAt(
  url: string,
): Readonly<Record<'anthropic' | 'openAi' | 'openAiChat' | 'google', ModelPort>> {
  const portFor = createModelPort({
    ANTHROPIC_API_KEY: 'test-key',
    ANTHROPIC_BASE_URL: url,
    OPENAI_API_KEY: 'test-key',
    OPENAI_BASE_URL: `${url}/v1`,
    GOOGLE_API_KEY: 'test-key',
    GOOGLE_BASE_URL: url,
  });
  const port = (modelId: string): ModelPort => {
    const found = portFor(modelId);
    if (found.kind === 'problem') throw new Error(found.message);
    return found.port;
  };
  return {
    anthropic: port('anthropic:any'),
    openAi: port('openai:any'),
    openAiChat: port('openai-chat:any'),
    google: port('google:any'),
  };
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected the call to fail, and it did not');
}
