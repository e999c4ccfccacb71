import type { MetadataExtractor } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4Content, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import type { ContinuationPart } from '../../core/context/continuation.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/values/json.ts';

/** Where the SDK's metadata of an answer holds what was read here, and where it takes further fields of a message. */
const readKey = 'continuation';
const fieldsKey = 'openaiCompatible';

/**
 * Fields of a message that servers beside OpenAI have for reasoning and its signatures. They go back under the name and
 * with the value that they came with: which of them a server wants, and whether it takes others, is its own affair.
 */
const messageFields = ['reasoning_content', 'reasoning', 'reasoning_details', 'extra_content'];
const callField = 'extra_content';

/** Reads them from the answers' own bodies, as the SDK keeps the text of some of them only. */
export const continuationExtractor: MetadataExtractor = {
  extractMetadata: async ({ parsedBody }) => asMetadata([messageOf(parsedBody, 'message')]),
  createStreamExtractor: () => {
    const deltas: JsonObject[] = [];
    return {
      processChunk: (chunk) => void deltas.push(messageOf(chunk, 'delta')),
      buildMetadata: () => asMetadata(deltas),
    };
  },
};

/** What has to come back with an answer; see `continuationExtractor`. */
export function readChatContinuation(answer: {
  readonly content: readonly LanguageModelV4Content[];
  readonly providerMetadata?: SharedV4ProviderMetadata | undefined;
}): readonly ContinuationPart[] | undefined {
  const read = answer.providerMetadata?.[readKey];
  if (read === undefined) return undefined;
  const { message, calls } = read as unknown as { message: JsonObject; calls: readonly SealedCall[] };
  const left = [...calls];
  const proposed = answer.content.filter((part) => part.type === 'tool-call');
  return [
    ...(Object.keys(message).length > 0
      ? [{ kind: 'message' as const, sealed: { [fieldsKey]: message } }]
      : []),
    ...proposed.map((call): ContinuationPart => {
      const sealed = sealOf(call.toolCallId, left);
      return {
        kind: 'call',
        ...(sealed !== undefined && { sealed: { [fieldsKey]: { [callField]: sealed } } }),
      };
    }),
  ];
}

function messageOf(body: unknown, key: 'message' | 'delta'): JsonObject {
  const choices = (body as { choices?: unknown } | null | undefined)?.choices;
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const message = (first as Record<string, unknown> | undefined)?.[key];
  return isJsonObject(message) ? message : {};
}

function asMetadata(messages: readonly JsonObject[]): SharedV4ProviderMetadata | undefined {
  const message: JsonObject = {};
  const calls: SealedCall[] = [];
  for (const piece of messages) {
    for (const field of messageFields) {
      const value = piece[field];
      if (value !== undefined && value !== null) message[field] = joined(message[field], value);
    }
    for (const call of Array.isArray(piece['tool_calls']) ? piece['tool_calls'] : [])
      if (isJsonObject(call)) takeSeal(calls, call);
  }
  const hasSeal = calls.some(({ sealed }) => sealed !== undefined);
  const isEmpty = Object.keys(message).length === 0 && !hasSeal;
  return isEmpty ? undefined : { [readKey]: { message, calls } as unknown as JsonObject };
}

/** A call as its pieces tell it, with what it was signed with. */
interface SealedCall {
  id?: string;
  index?: number;
  sealed?: JsonObject;
}

/** A piece is of a call by its id; without one, of the last call of its index. */
function takeSeal(calls: SealedCall[], { id, index, [callField]: seal }: JsonObject): void {
  const called = typeof id === 'string' && id !== '' ? id : undefined;
  const known = calls.findLast((one) =>
    called === undefined ? one.index === index : one.id === called && one.index === index,
  );
  const call: SealedCall = known ?? {};
  if (known === undefined) calls.push(call);
  if (called !== undefined) call.id = called;
  if (typeof index === 'number') call.index = index;
  if (isJsonObject(seal)) call.sealed = seal;
}

/** Of calls with the same id, and of those without one, each in its turn. */
function sealOf(id: string, left: SealedCall[]): JsonObject | undefined {
  const named = left.findIndex((one) => one.id === id);
  const at = named === -1 ? left.findIndex((one) => one.id === undefined) : named;
  return at === -1 ? undefined : left.splice(at, 1)[0]?.sealed;
}

/** Put the pieces of a stream together: texts and lists grow, and so does the last item of a list that goes on. */
function joined(before: Json | undefined, value: Json): Json {
  if (typeof before === 'string' && typeof value === 'string') return before + value;
  if (!Array.isArray(before) || !Array.isArray(value)) return value;
  return value.reduce<Json[]>((items, item) => {
    const last = items.at(-1);
    const goesOn =
      isJsonObject(last) &&
      isJsonObject(item) &&
      last['index'] !== undefined &&
      last['index'] === item['index'];
    return goesOn && last['type'] === item['type']
      ? [...items.slice(0, -1), grown(last, item)]
      : [...items, item];
  }, before);
}

const growing = new Set(['text', 'summary', 'data']);

function grown(item: JsonObject, more: JsonObject): JsonObject {
  const result: JsonObject = { ...item };
  for (const [field, value] of Object.entries(more)) {
    const before = item[field];
    const adds = growing.has(field) && typeof before === 'string' && typeof value === 'string';
    if (adds) result[field] = before + value;
    else if (value !== null) result[field] = value;
  }
  return result;
}
