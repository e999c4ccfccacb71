import { afterEach, describe, expect, it } from 'vitest';
import { createModelPort } from '../../src/models/adapters/create-model-port.ts';
import { classifyModelError } from '../../src/models/errors/classify-model-error.ts';
import type { ProviderFault } from '../../src/scripted-provider/provider-faults.ts';
import type { ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../../src/scripted-provider/start-scripted-provider.ts';
import { modelRequest, rejection } from '../models/model-request.ts';

const models = ['anthropic:m', 'openai:m', 'openai-chat:m', 'google:m'] as const;
/** Gemini's arguments are a JSON value on the wire. */
const modelsWithTexts = ['anthropic:m', 'openai:m', 'openai-chat:m'] as const;

const turn: ScriptedTurn = {
  text: 'I look it up,\n  at once. ',
  toolCalls: [
    { id: 'call_1', name: 'look', arguments: { of: 'a thing with spaces' } },
    { id: 'call_2', name: 'list', arguments: {} },
  ],
  usage: { inputTokens: 90, outputTokens: 12, cachedInputTokens: 40 },
};

describe('the scripted provider, streaming', () => {
  let provider: ScriptedProvider | undefined;
  afterEach(() => provider?.stop());

  async function ask(
    model: (typeof models)[number],
    scripted: ScriptedTurn,
    options: { fault?: ProviderFault; listen?: boolean } = {},
  ) {
    provider = await startScriptedProvider({
      script: () => scripted,
      faults: options.fault === undefined ? [] : [{ fault: options.fault }],
    });
    const found = createModelPort({
      ANTHROPIC_API_KEY: 'k',
      ANTHROPIC_BASE_URL: provider.anthropicBaseUrl,
      OPENAI_API_KEY: 'k',
      OPENAI_BASE_URL: provider.openaiBaseUrl,
      GOOGLE_API_KEY: 'k',
      GOOGLE_BASE_URL: provider.googleBaseUrl,
    })(model);
    if (found.kind === 'problem') throw new Error(found.message);
    const heard: { text: string; atMs: number }[] = [];
    const startedMs = performance.now();
    const onText = (text: string) => heard.push({ text, atMs: performance.now() - startedMs });
    const answer = found.port.generate(modelRequest(options.listen === false ? {} : { onText }));
    return { answer, heard, provider };
  }

  it.each(models)('says the same in pieces as at once (%s)', async (model) => {
    const streamed = await ask(model, turn);
    const inPieces = await streamed.answer;
    expect(streamed.provider.journal[0]?.streamed).toBe(true);
    await streamed.provider.stop();
    const whole = await ask(model, turn, { listen: false });
    expect(inPieces).toEqual(await whole.answer);
    expect(whole.provider.journal[0]?.streamed).toBeUndefined();
    expect(inPieces).toMatchObject({
      text: 'I look it up,\n  at once. ',
      usage: { inputTokens: 90, cachedInputTokens: 40, outputTokens: 12 },
      ending: { kind: 'whole' },
    });
    expect(streamed.heard.length).toBeGreaterThan(3);
    expect(streamed.heard.map(({ text }) => text).join('')).toBe('I look it up,\n  at once. ');
  });

  it.each(modelsWithTexts)(
    'hands arguments that are no JSON object through as written (%s)',
    async (model) => {
      const { answer } = await ask(model, { toolCalls: [{ name: 'look', arguments: '{"of": ' }] });
      expect((await answer).calls[0]?.argumentsText).toBe('{"of": ');
    },
  );

  it.each(models)('spreads its pieces over the turn’s delay (%s)', async (model) => {
    const { answer, heard } = await ask(model, { text: 'one two three four five six', delayMs: 1_000 });
    await answer;
    expect((heard.at(-1)?.atMs ?? 0) - (heard[0]?.atMs ?? 0)).toBeGreaterThan(100);
  });

  it.each(
    models.flatMap((model) =>
      (['cut', 'malformed-json', 'missing-usage'] as const).map((kind) => [kind, model] as const),
    ),
  )('%s leaves the bill unknown and counts as lost (%s)', async (kind, model) => {
    const { answer, provider: asked } = await ask(model, { text: 'one two three four' }, { fault: { kind } });
    const outcome = await answer.catch((error: unknown) => classifyModelError(error, model).type);
    if (kind === 'missing-usage') expect(outcome).toMatchObject({ usage: undefined });
    else expect(outcome).toBe('model.bill-unknown');
    await expect.poll(() => asked.meter()).toMatchObject({ answered: 0, lost: 1, refused: 0 });
  });

  it('answers an error with its status before the stream begins', async () => {
    const { answer } = await ask('anthropic:m', turn, { fault: { kind: 'overloaded' } });
    const found = classifyModelError(await rejection(answer), 'anthropic:m');
    expect([found.type, found.retryable]).toEqual(['model.overloaded', true]);
  });
});
