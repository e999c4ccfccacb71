import { describe, expect, it } from 'vitest';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { resolveCharter } from '../../src/config/resolve-charter.ts';
import type { DefinitionError } from '../../src/tools/define/definition-error.ts';

const agentWith = (more: object) =>
  defineAgent({ name: 'desk', instructions: 'Help.', tools: [], model: 'openai:m', ...more } as never);

function mistakesOf(more: object): readonly string[] {
  try {
    agentWith(more);
  } catch (error) {
    return (error as DefinitionError).mistakes;
  }
  return [];
}

describe('what a provider would do with calls of its own', () => {
  it.each<[string, object, string]>([
    ['fallbacks', { fallbacks: [{ model: 'other' }] }, 'model.fallbacks asks for fallbacks'],
    [
      'fallbacks, as a provider’s option',
      { providerOptions: { anthropic: { fallbacks: [] } } },
      'model.providerOptions.anthropic.fallbacks asks for fallbacks',
    ],
    [
      'an advisor',
      { providerOptions: { anthropic: { advisor: {} } } },
      'model.providerOptions.anthropic.advisor asks for an advisor',
    ],
    [
      'context management',
      { providerOptions: { anthropic: { contextManagement: { edits: [] } } } },
      'model.providerOptions.anthropic.contextManagement asks for context management',
    ],
    [
      'context management, as the wire writes it',
      { context_management: [{ type: 'compaction' }] },
      'model.context_management asks for context management',
    ],
    ['compaction', { compaction: true }, 'model.compaction asks for compaction'],
    ['threads', { options: [{ thread: 't1' }] }, 'model.options[0].thread asks for threads'],
    [
      'a stored answer',
      { providerOptions: { openai: { previousResponseId: 'resp_1' } } },
      'model.providerOptions.openai.previousResponseId asks for a stored answer',
    ],
    [
      'a stored answer, as the wire writes it',
      { previous_response_id: 'resp_1' },
      'model.previous_response_id asks for a stored answer',
    ],
    ['tools of the provider’s', { webSearch: {} }, 'model.webSearch asks for tools that the provider runs'],
    [
      'servers that the provider calls',
      { providerOptions: { anthropic: { mcpServers: [] } } },
      'model.providerOptions.anthropic.mcpServers asks for tools that the provider runs',
    ],
  ])('is refused with its path where a model asks for %s', (_what, fields, sentence) => {
    const found = mistakesOf({ model: { id: 'anthropic:m', ...fields } });
    expect(found.find((one) => one.startsWith(sentence))).toContain('which no reservation bounds');
  });

  it('is refused with its path where an agent has it', () => {
    expect(mistakesOf({ providerOptions: { openai: { conversation: 'c1' } } })).toContainEqual(
      expect.stringMatching(/^providerOptions\.openai\.conversation asks for threads: /),
    );
  });

  it.each([
    ['as an SDK makes it', { type: 'provider', id: 'openai.web_search', args: {} }, 'openai.web_search'],
    ['as the wire has it', { type: 'web_search_20250305', name: 'web_search' }, 'web_search'],
    ['by its kind alone', { type: 'code_interpreter', container: { type: 'auto' } }, 'code_interpreter'],
  ])('is refused where it stands among the tools, %s', (_how, tool, name) => {
    expect(mistakesOf({ tools: [tool] })).toContainEqual(
      expect.stringMatching(
        new RegExp(`^tools\\[0\\] "${name}" is a tool that the provider runs: .* defineTool$`),
      ),
    );
  });

  it('leaves a setting of that name within a tool of our own alone', () => {
    expect(mistakesOf({ tools: [{ execute: () => 1 }] })).toEqual([
      'tools[0] was not made by defineTool; wrap its definition in it',
    ]);
  });
});

describe('a model that runs tools of its provider’s by itself', () => {
  it.each([
    'openai:gpt-4o-search-preview',
    'openai-chat:gpt-5-search-api',
    'openai:o3-deep-research-2025-06-26',
    'openai-chat:openai/gpt-5:online',
    'openai-chat:perplexity/sonar-pro',
    'openai-chat:groq/compound-mini',
  ])('is refused when it is defined, and when a run names it: %s', (id) => {
    const sentence = `model.id ${JSON.stringify(id)} asks for tools that the provider runs`;
    expect(mistakesOf({ model: id })[0]).toContain(sentence);
    expect(mistakesOf({ model: { id, temperature: 1 } })[0]).toContain(sentence);
    const config = defineConfig({
      agents: [agentWith({})],
      prices: { [id]: { usdPerMillionTokens: { input: 1, output: 4 } } },
    });
    const task = { agent: 'desk', taskId: 't1', input: 'Go.', startedBy: 'ada', model: id };
    expect(resolveCharter(config, task, () => undefined)).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining(sentence),
    });
  });

  it.each([
    'openai:gpt-5.6',
    'openai-chat:deepseek/deepseek-v4',
    'google:gemini-3-pro',
    'anthropic:claude-opus-5',
  ])('is none that only answers: %s', (id) => {
    expect(mistakesOf({ model: id })).toEqual([]);
  });
});
