import fc from 'fast-check';
import { bodyOf, callSeal, type Reasoning, spokenReasoning } from '../wire-answers.ts';
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
export function writtenFor(wire: WireName, { text, reasoning: thoughts, calls }: DrawnAnswer): object {
  const body = bodyOf(wire, {
    reasoning: thoughts.value,
    text: text.value,
    calls: calls.map(({ id, name, arguments: args }) => ({
      tool: name.value,
      id: id.value,
      json: jsonFor(wire, args.value),
    })),
    ...(calls.length > 0 ? { reason: reasonOfCalls[wire] } : {}),
  });
  return JSON.parse(body) as object;
}

const reasonOfCalls: Readonly<Record<WireName, string>> = {
  anthropic: 'tool_use',
  openAi: 'completed',
  openAiChat: 'tool_calls',
  google: 'STOP',
};

/** OpenAI's wires have arguments as a text, which may be anything; Google's have an object always. */
function jsonFor(wire: WireName, args: unknown): string {
  if (typeof args !== 'string' || wire === 'anthropic') return JSON.stringify(args);
  return wire === 'google' ? '{}' : args;
}
