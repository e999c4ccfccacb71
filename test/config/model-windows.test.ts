import { describe, expect, it } from 'vitest';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { resolveCharter } from '../../src/config/resolve-charter.ts';

const agent = defineAgent({ name: 'desk', instructions: 'Help.', tools: [], model: 'openai:m' });
const prices = { 'openai:m': { usdPerMillionTokens: { input: 1, output: 4 } } };
const step = { fromInputTokens: 0, input: 1, cachedInput: 1, cacheWrite: 1, output: 1 };
const listed = () => ({ price: { steps: [step], source: 'list' }, contextTokens: 1_000_000 });

function windowOf(more: object): number | undefined {
  const task = { agent: 'desk', taskId: 't1', input: 'Go.', startedBy: 'ada' };
  const found = resolveCharter(defineConfig({ agents: [agent], ...more }), task, listed);
  return found.kind === 'resolved' ? found.charter.model.contextTokens : undefined;
}

describe('a window of a model', () => {
  it('comes before the one that the list knows', () => {
    expect(windowOf({})).toBe(1_000_000);
    expect(windowOf({ windows: { 'openai:m': 200_000 } })).toBe(200_000);
  });

  it('stands beside a price of the config', () => {
    expect(windowOf({ prices, windows: { 'openai:m': 200_000 } })).toBe(200_000);
  });

  it('of another model changes nothing', () => {
    expect(windowOf({ windows: { 'openai:other': 200_000 } })).toBe(1_000_000);
  });

  it.each<[unknown, object, string]>([
    [[], {}, 'windows is not an object'],
    [{ 'openai:m': 'TOKENS' }, {}, 'windows["openai:m"]: "TOKENS" is not a whole number of tokens above 0'],
    [{ 'openai:m': 0.5 }, {}, 'windows["openai:m"]: 0.5 is not a whole number of tokens above 0'],
    [{ gpt: 5 }, {}, 'windows["gpt"]: model "gpt" is malformed'],
    [
      { 'openai:m': 5 },
      { prices: { 'openai:m': { ...prices['openai:m'], contextTokens: 5 } } },
      'windows["openai:m"]: contextTokens stands in its price as well; leave one of them',
    ],
  ])('%j is refused', (windows, more, sentence) => {
    expect(() => defineConfig({ agents: [agent], windows, ...more } as never)).toThrow(sentence);
  });
});
