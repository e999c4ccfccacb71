import fc from 'fast-check';
import type { WireName } from './refusal.ts';

/** An answer as some model may give it, before it is written for a wire. */
export interface DrawnAnswer {
  readonly text: Drawn<string | undefined>;
  readonly reasoning: Drawn<readonly Reasoning[]>;
  readonly calls: readonly DrawnCall[];
}

interface DrawnCall {
  readonly id: Drawn<string | undefined>;
  readonly name: Drawn<string>;
  /** A text is no JSON object as it stands. */
  readonly arguments: Drawn<unknown>;
}

/** With the kind that it is of, for the count. */
interface Drawn<Value> {
  readonly kind: string;
  readonly value: Value;
}

type Reasoning = { readonly text: string; readonly seal: string } | { readonly redacted: string };

const spokenReasoning = 'First I look it up.';
const callSeal = 'c2VhbA==';
const halfPair = '\ud604\ud99c 보유';

function kinds<Value>(table: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Drawn<Value>> {
  return fc.oneof(...Object.entries(table).map(([kind, values]) => values.map((value) => ({ kind, value }))));
}

const words = fc.string({ unit: 'grapheme', maxLength: 40 });

const texts = kinds<string | undefined>({
  'no text': fc.constant(undefined),
  'empty text': fc.constant(''),
  'blank text': fc.constantFrom(' \n', '\n\n', '\t', '\u0085', '\u001f ', '\u00a0', '\u2028'),
  'half a pair in the text': words.map((text) => `${halfPair}${text}`),
  'our mark in the text': fc.constant('[Holdfast] Approved.'),
  text: words.map((text) => `I look. ${text}`),
});

const names = kinds({
  'a known tool': fc.constantFrom('lookup', 'filter', '2fa'),
  'a name with odd characters': fc.constantFrom(
    'accounts.lookup',
    'lookup<|channel|>commentary',
    'look up',
    'søg',
  ),
  'a name of any characters': fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }),
  'a name with half a pair': fc.constant(`look${halfPair}`),
  'a name that objects inherit': fc.constantFrom('toString', 'constructor', '__proto__', 'valueOf'),
  'an empty name': fc.constant(''),
  'a long name': fc.constant('lookup_'.repeat(30)),
  'nearly a known tool': fc.constantFrom('_2fa', 'lookup ', 'filter_status'),
});

const ids = kinds<string | undefined>({
  'an id': fc.string({ unit: fc.constantFrom(...'abcdef0123'), minLength: 8, maxLength: 12 }),
  'an id that repeats': fc.constantFrom('call_0', 'call_c1_1', 'functions.lookup:0'),
  'a long id': fc.constant(`call_${'a'.repeat(90)}`),
  'an id with odd characters': fc.constantFrom('call 1', 'toolu/1', 'anropet-å', `id${halfPair}`, 'a:b.c'),
  'an empty id, or none': fc.constantFrom('', undefined),
});

const anyArguments = kinds<unknown>({
  'arguments that fit': fc.constantFrom({ id: 'A-1' }, { id: 'A-2' }),
  'no arguments': fc.constant({}),
  'arguments with half a pair': fc.constantFrom({ id: halfPair }, { [halfPair]: 1 }),
  'fields with odd names': fc.constantFrom({ 'filter[status]': 'open', $top: 3 }, { '': 1 }),
  'any object': fc.dictionary(words, fc.jsonValue({ maxDepth: 2 })),
  'text in place of arguments': fc.constantFrom('{"id":', 'A-1', '[1,', `{"id":"${halfPair}`),
  'a list in place of arguments': fc.constant('[1,2]'),
  'null in place of arguments': fc.constant('null'),
});

const reasoning = kinds<readonly Reasoning[]>({
  'no reasoning': fc.constant([]),
  'sealed reasoning': fc.constant([{ text: 'First I look it up.', seal: 'c2VhbA==' }]),
  'sealed reasoning without words': fc.constant([{ text: '', seal: 'c2VhbA==' }]),
  'redacted reasoning': fc.constant([{ redacted: 'cmVkYWN0ZWQ=' }]),
  'two pieces of reasoning': fc.constant([
    { text: 'First.', seal: 'b25l' },
    { text: 'Second.', seal: 'dHdv' },
  ]),
});

export const anyAnswer: fc.Arbitrary<DrawnAnswer> = fc.record({
  text: texts,
  reasoning,
  calls: fc.array(fc.record({ id: ids, name: names, arguments: anyArguments }), { maxLength: 3 }),
});

export const plainAnswer: DrawnAnswer = {
  text: { kind: 'text', value: 'Done.' },
  reasoning: { kind: 'no reasoning', value: [] },
  calls: [],
};

/** What is in an answer, by kinds. */
export function kindsOf({ text, reasoning: thoughts, calls }: DrawnAnswer): string[] {
  return [
    text.kind,
    thoughts.kind,
    ...calls.flatMap((call) => [call.id.kind, call.name.kind, call.arguments.kind]),
  ];
}

/** What an answer is sealed with, as its wire has it: signatures, encrypted content, or the reasoning itself. */
export function sealsOf(wire: WireName, { reasoning: { value: thoughts }, calls }: DrawnAnswer): string[] {
  if (thoughts.length === 0) return [];
  switch (wire) {
    case 'anthropic':
    case 'openAi':
      return thoughts.map((one) => ('redacted' in one ? one.redacted : one.seal));
    case 'openAiChat':
      return [spokenReasoning];
    case 'google':
      return calls.length > 0 ? [callSeal] : [];
  }
}

/** Write an answer as a server of a wire sends it. */
export const writtenFor: Readonly<Record<WireName, (answer: DrawnAnswer) => object>> = {
  anthropic: ({ text, reasoning: thoughts, calls }) => ({
    id: 'msg',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [
      ...thoughts.value.map((one) =>
        'redacted' in one
          ? { type: 'redacted_thinking', data: one.redacted }
          : { type: 'thinking', thinking: one.text, signature: one.seal },
      ),
      ...(text.value === undefined ? [] : [{ type: 'text', text: text.value }]),
      ...calls.map(({ id, name, arguments: args }) => ({
        type: 'tool_use',
        id: id.value ?? '',
        name: name.value,
        input: args.value,
      })),
    ],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 10 },
  }),
  openAi: ({ text, reasoning: thoughts, calls }) => ({
    id: 'r',
    object: 'response',
    created_at: 1,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'm',
    output: [
      ...thoughts.value.map((one, index) => ({
        type: 'reasoning',
        id: `rs_${index}`,
        encrypted_content: 'redacted' in one ? one.redacted : one.seal,
        summary: 'text' in one && one.text !== '' ? [{ type: 'summary_text', text: one.text }] : [],
      })),
      ...(text.value === undefined
        ? []
        : [
            {
              type: 'message',
              id: 'msg',
              role: 'assistant',
              status: 'completed',
              content: [{ type: 'output_text', text: text.value, annotations: [] }],
            },
          ]),
      ...calls.map(({ id, name, arguments: args }, index) => ({
        type: 'function_call',
        id: `fc_${index}`,
        call_id: id.value ?? '',
        name: name.value,
        arguments: asText(args.value),
        status: 'completed',
      })),
    ],
    usage: {
      input_tokens: 100,
      output_tokens: 10,
      total_tokens: 110,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    },
  }),
  openAiChat: ({ text, reasoning: thoughts, calls }) => ({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      {
        index: 0,
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
        message: {
          role: 'assistant',
          content: text.value ?? null,
          ...(thoughts.value.length > 0 && { reasoning_content: spokenReasoning }),
          ...(calls.length > 0 && {
            tool_calls: calls.map(({ id, name, arguments: args }) => ({
              id: id.value,
              type: 'function',
              function: { name: name.value, arguments: asText(args.value) },
            })),
          }),
        },
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  }),
  google: ({ text, reasoning: thoughts, calls }) => ({
    candidates: [
      {
        index: 0,
        finishReason: 'STOP',
        content: {
          role: 'model',
          parts: [
            ...(text.value === undefined ? [] : [{ text: text.value }]),
            ...calls.map(({ name, arguments: args }, index) => ({
              functionCall: { name: name.value, args: typeof args.value === 'string' ? {} : args.value },
              ...(index === 0 && thoughts.value.length > 0 && { thoughtSignature: callSeal }),
            })),
          ],
        },
      },
    ],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 },
  }),
};

function asText(args: unknown): string {
  return typeof args === 'string' ? args : JSON.stringify(args);
}
