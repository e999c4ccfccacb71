import { describe, expect, it } from 'vitest';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { resolveCharter } from '../../src/config/resolve-charter.ts';
import { lookUpPrice } from '../../src/models/prices.ts';
import { DefinitionError } from '../../src/tools/define/definition-error.ts';

const rates = { input: 1, output: 4 };
const prices = {
  'openai:m': { usdPerMillionTokens: rates, serviceTiers: { priority: { input: 2, output: 8 } } },
  'openai-chat:m': { usdPerMillionTokens: rates },
};

const agentWith = (model: unknown, more: object = {}) =>
  defineAgent({ name: 'desk', instructions: 'Help.', tools: [], model, ...more } as never);

function mistakesOf(model: unknown, more: object = {}): readonly string[] {
  try {
    agentWith(model, more);
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionError);
    return (error as DefinitionError).mistakes;
  }
  return [];
}

function resolved(model: unknown, task: object = {}) {
  const config = defineConfig({ agents: [agentWith(model)], prices });
  const asked = { agent: 'desk', taskId: 't1', input: 'Go.', startedBy: 'ada', ...task };
  return resolveCharter(config, asked, () => undefined);
}

describe('a model with settings', () => {
  it('has them in the charter of its runs', () => {
    const found = resolved({
      id: 'openai-chat:m',
      maxOutputTokens: 32_000,
      temperature: 0.2,
      topP: 0.9,
      stop: ['END'],
      promptCache: 'off',
      outputLimitField: 'max_completion_tokens',
      timeout: '10m',
      patience: '2m',
    });
    expect(found).toMatchObject({
      kind: 'resolved',
      charter: {
        model: {
          id: 'openai-chat:m',
          maxOutputTokens: 32_000,
          temperature: 0.2,
          topP: 0.9,
          stop: ['END'],
          promptCache: 'off',
          outputLimitField: 'max_completion_tokens',
          timeoutMs: 600_000,
          patienceMs: 120_000,
        },
      },
    });
  });

  it('is asked in the same way when a run names another', () => {
    const found = resolved({ id: 'openai:m', reasoningEffort: 'high' }, { model: 'openai-chat:m' });
    expect(found).toMatchObject({ charter: { model: { id: 'openai-chat:m', reasoningEffort: 'high' } } });
  });

  it.each([
    [{}, 'model.id is missing; write provider:model'],
    [{ id: 'nobody:m' }, 'provider nobody is unknown'],
    [
      { id: 'openai:m', reasoningEffort: 'hard' },
      'model.reasoningEffort "hard" is unknown; use none, minimal',
    ],
    [{ id: 'openai:m', temperature: 3 }, 'model.temperature 3 is out of bounds; a number, 0 to 2'],
    [{ id: 'openai:m', topP: '1' }, 'model.topP "1" is out of bounds'],
    [{ id: 'openai-chat:m', stop: [] }, 'model.stop is not a list of 1 to 4 texts'],
    [{ id: 'openai:m', stop: ['x'] }, 'the Responses API of openai takes none'],
    [{ id: 'openai:m', promptCache: '2h' }, 'model.promptCache "2h" is unknown; use 5m, 1h, off'],
    [{ id: 'openai:m', promptCache: '1h' }, 'model.promptCache 1h is for anthropic alone'],
    [{ id: 'openai:m', timeout: 'soon' }, 'model.timeout: "soon" is not a duration'],
    [{ id: 'openai:m', patience: '3d' }, 'model.patience 3d is out of bounds'],
    [{ id: 'openai:m', boundTokens: 1_600 }, 'model.boundTokens is not an object'],
    [
      { id: 'openai:m', boundTokens: { 'image/*': 'TOKENS' } },
      "model.boundTokens['image/*'] TOKENS is out of",
    ],
    [{ id: 'openai:m', boundTokens: { 'audio/*': 1 } }, 'model.boundTokens: "audio/*" is no kind of file'],
    [
      { id: 'openai:m', timeout: 30 },
      'model.timeout 30 is out of bounds; 1s to 1h. A bare number is milliseconds; write 30s for seconds',
    ],
    [{ id: 'openai:m', temperature: Number.NaN }, 'model.temperature NaN is out of bounds'],
    [{ id: 'openai:m', reasoningEffort: 'low', temperature: 0 }, 'cannot stand beside temperature'],
    [{ id: 'anthropic:m', outputLimitField: 'max_tokens' }, 'is for openai-chat alone'],
    [{ id: 'anthropic:m', reasoningEffort: 'low', maxOutputTokens: 1_000 }, 'leaves no room beside thinking'],
    [{ id: 'openai:m', speed: 1 }, 'speed is not a field of a model'],
  ])('%j is refused when it is defined', (model, words) => {
    expect(mistakesOf(model).join('\n')).toContain(words);
  });

  it('says its output limit once', () => {
    const both = mistakesOf({ id: 'openai:m', maxOutputTokens: 10 }, { maxOutputTokens: 20 });
    expect(both).toEqual(['maxOutputTokens stands in the agent and in its model; leave one of them']);
  });

  it('is not run with a provider that takes no such setting', () => {
    expect(resolved({ id: 'openai-chat:m', stop: ['x'] }, { model: 'openai:m' })).toMatchObject({
      kind: 'problem',
      type: 'run.task-invalid',
      message: expect.stringContaining('cannot be run with openai:m: model.stop'),
    });
  });
});

describe('a service tier', () => {
  it('is priced by its own row', () => {
    const found = resolved({ id: 'openai:m', serviceTier: 'priority' });
    expect(found).toMatchObject({
      charter: { model: { serviceTier: 'priority', price: { steps: [{ input: 2e9, output: 8e9 }] } } },
    });
  });

  it('that was not asked for, or did not serve the call, has its price in the charter too', () => {
    expect(resolved({ id: 'openai:m', serviceTier: 'priority' })).toMatchObject({
      charter: { model: { tierPrices: { standard: { steps: [{ input: 1e9, output: 4e9 }] } } } },
    });
    expect(resolved('openai:m')).toMatchObject({
      charter: { model: { tierPrices: { priority: { steps: [{ input: 2e9, output: 8e9 }] } } } },
    });
  });

  it('without a price is refused, with the block to paste', () => {
    const found = resolved({ id: 'openai:m', serviceTier: 'flex' });
    expect(found).toMatchObject({ kind: 'problem', type: 'run.price-unknown' });
    const message = found.kind === 'problem' ? found.message : '';
    expect(message).toContain("    serviceTiers: {\n      'flex': {\n        input: 'USD',");
    // What the config says already is not asked for again.
    expect(message).toContain('    usdPerMillionTokens: {\n      input: 1,\n      output: 4,');
  });

  it.each(['default', 'auto', 'standard', 'standard_only'])('%s costs the standard price', (serviceTier) => {
    expect(resolved({ id: 'openai:m', serviceTier })).toMatchObject({
      charter: { model: { serviceTier, price: { steps: [{ input: 1e9, output: 4e9 }] } } },
    });
  });

  it('keeps the window that the list knows where the config says the price', () => {
    const listed = { price: { steps: [], source: 'a list' }, contextTokens: 200_000 };
    const config = defineConfig({ agents: [agentWith('openai:m')], prices });
    const task = { agent: 'desk', taskId: 't1', input: 'Go.', startedBy: 'ada' };
    expect(resolveCharter(config, task, () => listed)).toMatchObject({
      charter: { model: { contextTokens: 200_000 } },
    });
  });
});

describe('the prompt cache of an hour', () => {
  const ask = (usdPerMillionTokens: object, more: object = {}) =>
    resolveCharter(
      defineConfig({
        agents: [agentWith({ id: 'anthropic:m', promptCache: '1h', ...more })],
        prices: { 'anthropic:m': { usdPerMillionTokens } as never },
      }),
      { agent: 'desk', taskId: 't1', input: 'Go.', startedBy: 'ada' },
      () => undefined,
    );

  it('is taken where the price says what writing for an hour costs', () => {
    expect(ask({ ...rates, cacheWrite: 1.25, cacheWrite1h: 2 })).toMatchObject({
      charter: {
        model: { promptCache: '1h', price: { steps: [{ cacheWrite: 1.25e9, cacheWrite1h: 2e9 }] } },
      },
    });
  });

  it('is refused where it does not, with the lines to paste', () => {
    expect(ask(rates)).toMatchObject({
      kind: 'problem',
      type: 'run.price-unknown',
      message: [
        'No price is known for input that anthropic:m keeps for an hour, so its cost would be unknown. Set promptCache to 5m, or paste this into the config, with the provider’s figures in USD per million tokens:',
        '',
        'prices: {',
        "  'anthropic:m': {",
        '    usdPerMillionTokens: {',
        "      input: 'USD',",
        "      output: 'USD',",
        "      cachedInput: 'USD',",
        "      cacheWrite: 'USD',",
        "      cacheWrite1h: 'USD',",
        '    },',
        '  },',
        '},',
      ].join('\n'),
    });
  });

  it('asks for no figures of a service tier that has no price of its own', () => {
    expect(ask(rates, { serviceTier: 'auto' })).toEqual(ask(rates));
  });

  it('is priced by what the provider publishes where no price of the config comes before the list', () => {
    const config = defineConfig({
      agents: [agentWith({ id: 'anthropic:claude-sonnet-4-5', promptCache: '1h' })],
    });
    const task = { agent: 'desk', taskId: 't1', input: 'Go.', startedBy: 'ada' };
    expect(resolveCharter(config, task, lookUpPrice)).toMatchObject({
      charter: { model: { promptCache: '1h', price: { steps: [{ input: 3e9, cacheWrite1h: 6e9 }, {}] } } },
    });
  });

  it('is not run with a provider that keeps nothing so long', () => {
    const config = defineConfig({
      agents: [agentWith({ id: 'anthropic:claude-sonnet-4-5', promptCache: '1h' })],
      prices,
    });
    const task = { agent: 'desk', taskId: 't1', input: 'Go.', startedBy: 'ada', model: 'openai:m' };
    expect(resolveCharter(config, task, lookUpPrice)).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining('model.promptCache 1h is for anthropic alone'),
    });
  });
});

describe('a pasted price block', () => {
  it('is source text whatever the model’s id holds', () => {
    const found = resolved({ id: "openai:it's" }, {});
    const message = found.kind === 'problem' ? found.message : '';
    expect(message).toContain("  'openai:it\\'s': {");
  });
  it('is refused until its figures are filled in', () => {
    const usdPerMillionTokens = { input: 'USD', output: 'USD' };
    const config = () =>
      defineConfig({ agents: [agentWith('openai:m')], prices: { 'openai:m': { usdPerMillionTokens } } });
    expect(config).toThrow('"USD" is not an amount in USD');
  });
});
