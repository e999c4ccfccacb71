import { describe, expect, it } from 'vitest';
import { refusalOf, type WireName } from '../../support/strict-wire/refusal.ts';

const longId = `call_${'a'.repeat(75)}`;
const half = '\ud99c';

interface Call {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
}

const fit: Call = { id: 'call_1', name: 'lookup', arguments: { id: 'A-1' } };

/** A second request of a conversation, with a model's answer in it as it was written. */
const requests: Readonly<Record<WireName, (text: string, calls: readonly Call[]) => object>> = {
  anthropic: (text, calls) => ({
    messages: [
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: [
          ...(text === '' ? [] : [{ type: 'text', text }]),
          ...calls.map((call) => ({ type: 'tool_use', id: call.id, name: call.name, input: call.arguments })),
        ],
      },
      {
        role: 'user',
        content:
          calls.length === 0
            ? 'Go on.'
            : calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: '1' })),
      },
    ],
  }),
  openAi: (text, calls) => ({
    input: [
      { role: 'user', content: 'Hello' },
      ...(text === '' ? [] : [{ role: 'assistant', content: text }]),
      ...calls.map((call) => ({
        type: 'function_call',
        call_id: call.id,
        name: call.name,
        arguments: asText(call.arguments),
      })),
      ...calls.map(({ id }) => ({ type: 'function_call_output', call_id: id, output: '1' })),
    ],
  }),
  openAiChat: (text, calls) => ({
    messages: [
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: text,
        tool_calls: calls.map((call) => ({
          id: call.id,
          type: 'function',
          function: { name: call.name, arguments: asText(call.arguments) },
        })),
      },
      ...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '1' })),
    ],
  }),
  google: (text, calls) => ({
    contents: [
      { role: 'user', parts: [{ text: 'Hello' }] },
      {
        role: 'model',
        parts: [
          ...(text === '' ? [] : [{ text }]),
          ...calls.map((call) => ({ functionCall: { name: call.name, args: call.arguments } })),
        ],
      },
      {
        role: 'user',
        parts: calls.map(({ name }) => ({ functionResponse: { name, response: { content: '1' } } })),
      },
    ],
  }),
};

function asText(args: unknown): string {
  return typeof args === 'string' ? args : JSON.stringify(args);
}

describe('the strict server', () => {
  it.each<WireName>(['anthropic', 'openAi', 'openAiChat', 'google'])(
    'takes a plain answer back: %s',
    (wire) => {
      expect(refusalOf(wire, JSON.stringify(requests[wire]('I look.', [fit])))).toBeUndefined();
    },
  );

  it.each<[WireName, string, string, readonly Call[], RegExp]>([
    ['openAiChat', 'an odd name', '', [{ ...fit, name: 'accounts.lookup' }], /name/],
    ['openAi', 'an odd name', '', [{ ...fit, name: 'accounts.lookup' }], /name/],
    ['anthropic', 'an odd name', '', [{ ...fit, name: 'lookup<|channel|>commentary' }], /name/],
    ['google', 'an odd name', '', [{ ...fit, name: '2 look' }], /name/],
    ['openAiChat', 'an empty name', '', [{ ...fit, name: '' }], /name/],
    ['anthropic', 'half a pair', '', [{ ...fit, arguments: { id: half } }], /surrogate/],
    ['openAi', 'half a pair', half, [fit], /surrogate/],
    ['openAiChat', 'half a pair in a field', '', [{ ...fit, arguments: { [half]: 1 } }], /JSON|surrogate/],
    ['anthropic', 'white space alone', ' \n', [], /non-whitespace/],
    ['anthropic', 'white space beside a call', '\n\n', [fit], /non-whitespace/],
    ['anthropic', 'nothing', '', [], /non-empty/],
    ['openAiChat', 'an id twice', '', [fit, { ...fit, arguments: { id: 'A-2' } }], /Duplicate/],
    ['anthropic', 'an id twice', '', [fit, fit], /unique/],
    ['openAi', 'an id twice', '', [fit, fit], /Duplicate/],
    ['openAi', 'a long id', '', [{ ...fit, id: longId }], /call_id/],
    ['openAiChat', 'a long id', '', [{ ...fit, id: longId }], /id/],
    ['anthropic', 'an odd id', '', [{ ...fit, id: 'functions.lookup:0' }], /pattern/],
    ['openAiChat', 'arguments that are no JSON', '', [{ ...fit, arguments: '{"id":' }], /JSON/],
    ['anthropic', 'arguments that are a list', '', [{ ...fit, arguments: [1] }], /dictionary/],
  ])('refuses it over %s with %s, sent as it was written', (wire, _what, text, calls, message) => {
    const raw = JSON.stringify(requests[wire](text, calls));
    expect(refusalOf(wire, raw)).toMatch(message);
  });

  it.each([
    ['tool', [{ role: 'tool', tool_call_id: 'call_1', content: '1' }]],
    ['user', []],
  ])('refuses over openAiChat a note of ours right after a %s message', (role, between) => {
    const { messages } = requests.openAiChat('', [fit]) as { messages: object[] };
    const before = role === 'tool' ? [...messages.slice(0, 2), ...between] : messages.slice(0, 1);
    const raw = JSON.stringify({ messages: [...before, { role: 'user', content: '[Holdfast] Go on.' }] });
    expect(refusalOf('openAiChat', raw)).toMatch(/role/);
  });

  it.each<[string, WireName, object, RegExp]>([
    ['odd field names', 'anthropic', { properties: { 'filter[status]': {} } }, /Property keys/],
    ['composition at the top', 'anthropic', { anyOf: [{ required: ['a'] }] }, /anyOf/],
    ['composition at the top', 'openAiChat', { properties: {}, not: {} }, /not/],
    ['a tuple of draft 7', 'anthropic', { properties: { a: { type: 'array', items: [{}] } } }, /2020-12/],
    ['propertyNames', 'openAiChat', { properties: { a: { propertyNames: {} } } }, /propertyNames/],
    ['an array without items', 'openAi', { properties: { a: { type: 'array' } } }, /items/],
  ])('refuses a schema with %s over %s', (_what, wire, schema, message) => {
    const full = { type: 'object', ...schema };
    const tools = {
      anthropic: [{ name: 'look', input_schema: full }],
      openAi: [{ type: 'function', name: 'look', parameters: full }],
      openAiChat: [{ type: 'function', function: { name: 'look', parameters: full } }],
      google: [],
    };
    expect(refusalOf(wire, JSON.stringify({ messages: [], tools: tools[wire] }))).toMatch(message);
  });
});
