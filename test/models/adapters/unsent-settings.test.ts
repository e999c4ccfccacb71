import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelOptions } from '../../../src/core/charter/model-options.ts';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import { plainAnswer, writtenFor } from '../../support/strict-wire/any-answer.ts';
import type { WireName } from '../../support/strict-wire/refusal.ts';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { serveResponses } from '../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const left: readonly (readonly [WireName, string, ModelOptions, string])[] = [
  ['openAi', 'gpt-5', { temperature: 0.2 }, 'model.temperature is not sent to gpt-5'],
  ['openAi', 'o3', { topP: 0.5 }, 'model.topP is not sent to o3'],
  ['anthropic', 'claude-opus-5-5', { temperature: 0.2 }, 'model.temperature is not sent to claude-opus-5-5'],
  ['anthropic', 'claude-sonnet-4-5', { temperature: 0.2, topP: 0.9 }, 'model.topP is not sent to'],
  ['anthropic', 'claude-sonnet-4-5', { temperature: 1.5 }, 'model.temperature is sent as 1 to'],
  ['openAi', 'gpt-4o', { reasoningEffort: 'high' }, 'model.reasoningEffort is not sent to gpt-4o'],
  ['anthropic', 'claude-opus-4-7', { temperature: 0.2 }, 'model.temperature is not sent to claude-opus-4-7'],
  [
    'anthropic',
    'claude-opus-4-7',
    { reasoningEffort: 'minimal' },
    'model.reasoningEffort is sent as "low" to',
  ],
  ['openAi', 'gpt-5', { reasoningEffort: 'max' }, 'model.reasoningEffort is sent as "high" to gpt-5'],
  ['openAi', 'gpt-5', { reasoningEffort: 'none' }, 'model.reasoningEffort is sent as "minimal" to gpt-5'],
  ['google', 'gemini-3-pro', { reasoningEffort: 'max' }, 'model.reasoningEffort is sent as "high" to'],
  [
    'google',
    'gemini-2.5-pro',
    { reasoningEffort: 'none' },
    'model.reasoningEffort none is not to be had of gemini',
  ],
];

describe('a setting that an SDK leaves out or changes', () => {
  it.each(left)('is found without a request: %s %s %j', async (wire, model, options, sentence) => {
    const found = await portsAt(server.url)[wire].unsent(modelRequest({ model, options }));
    expect(found).toEqual([expect.stringContaining(sentence)]);
    expect(server.requests).toEqual([]);
  });

  it.each(left)(
    'fails the call before anything is sent: %s %s %j',
    async (wire, model, options, sentence) => {
      server.answer({ status: 200, body: JSON.stringify(writtenFor(wire, plainAnswer)) });
      const error = await rejection(portsAt(server.url)[wire].generate(modelRequest({ model, options })));
      expect(classifyModelError(error, `x:${model}`)).toMatchObject({
        type: 'model.bad-request',
        message: expect.stringContaining(`was not sent: ${sentence}`),
        retryable: false,
        billing: 'unbilled',
      });
      expect(server.requests).toEqual([]);
    },
  );

  it.each<[WireName, string, ModelOptions]>([
    ['openAi', 'gpt-4o', { temperature: 0.2, topP: 0.9 }],
    ['openAi', 'gpt-5', { reasoningEffort: 'high' }],
    ['openAi', 'house-model', { reasoningEffort: 'high' }],
    ['openAiChat', 'any', { temperature: 0.2, topP: 0.9, stop: ['END'] }],
    ['openAiChat', 'any', { reasoningEffort: 'low' }],
    ['anthropic', 'claude-sonnet-4-5', { temperature: 0.2, stop: ['END'] }],
    ['anthropic', 'claude-sonnet-4-5', { reasoningEffort: 'high' }],
    ['anthropic', 'claude-opus-5-5', { reasoningEffort: 'high' }],
    ['google', 'gemini-3-pro', { temperature: 0.2, topP: 0.9, stop: ['END'], reasoningEffort: 'high' }],
    ['openAi', 'gpt-5.2', { reasoningEffort: 'none' }],
    ['openAi', 'gpt-5', { reasoningEffort: 'minimal' }],
    ['openAi', 'house-model', { reasoningEffort: 'max' }],
    ['google', 'gemini-2.5-flash', { reasoningEffort: 'none' }],
    ['anthropic', 'claude-opus-4-7', { reasoningEffort: 'xhigh' }],
    ['anthropic', 'claude-sonnet-4-5', { reasoningEffort: 'none' }],
  ])('is none where the model takes it: %s %s %j', async (wire, model, options) => {
    const request = modelRequest({ model, maxOutputTokens: 8_000, options });
    expect(await portsAt(server.url)[wire].unsent(request)).toEqual([]);
  });
});
