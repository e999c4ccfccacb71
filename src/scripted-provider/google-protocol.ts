import { fieldsOf } from '../core/values/fields-of.ts';
import { given } from '../core/values/given.ts';
import { type ScriptedFile, scriptedFile, userMessage } from './scripted-file.ts';
import { BadRequest, type ProviderErrorKind, type ScriptedProtocol } from './scripted-protocol.ts';
import type { ScriptedMessage, WrittenTurn } from './scripted-request.ts';
import { serverSentEvent, textPieces } from './send-stream.ts';
import { itemsOf, type Wire } from './wire-parts.ts';
import { withoutOpening } from './without-opening.ts';

const errors: Readonly<Record<ProviderErrorKind, { code: number; status: string }>> = {
  'bad-request': { code: 400, status: 'INVALID_ARGUMENT' },
  'not-found': { code: 404, status: 'NOT_FOUND' },
  'rate-limited': { code: 429, status: 'RESOURCE_EXHAUSTED' },
  'server-error': { code: 500, status: 'INTERNAL' },
  overloaded: { code: 529, status: 'UNAVAILABLE' },
};

const finishReasons = {
  length: 'MAX_TOKENS',
  refused: 'SAFETY',
  error: 'MALFORMED_FUNCTION_CALL',
  unknown: 'SCRIPTED_UNKNOWN',
} as const;

/**
 * Gemini's `generateContent`. The model stands in the path, and whoever routes the request adds it to the body.
 *
 * A call without an id gets one of its place, and its result that of the call with the same name that is open. The
 * adapter's opening message is taken out again, as with Anthropic Messages.
 */
export const googleProtocol: ScriptedProtocol = {
  read(body) {
    const wire = itemsOf(body['contents']);
    if (wire.length > 0 && wire[0]?.['role'] !== 'user')
      throw new BadRequest('contents: please ensure that the first content has the role user');
    const messages = readMessages(wire);
    const limit = fieldsOf(body['generationConfig'])['maxOutputTokens'];
    return {
      model: String(body['model'] ?? ''),
      system: textOf(fieldsOf(body['systemInstruction'])['parts']),
      messages: withoutOpening(messages),
      tools: itemsOf(body['tools'])
        .flatMap((tool) => itemsOf(tool['functionDeclarations']))
        .map((declared) => String(declared['name'])),
      maxTokens: typeof limit === 'number' ? limit : undefined,
    };
  },

  answer(request, turn, withUsage) {
    const { inputTokens, cachedInputTokens, outputTokens } = turn.usage;
    return {
      candidates: [
        {
          content: { role: 'model', parts: partsOf(turn) },
          finishReason: turn.finish === 'whole' ? 'STOP' : finishReasons[turn.finish],
          index: 0,
        },
      ],
      ...(withUsage
        ? {
            usageMetadata: {
              promptTokenCount: inputTokens,
              ...(cachedInputTokens > 0 ? { cachedContentTokenCount: cachedInputTokens } : {}),
              candidatesTokenCount: outputTokens,
              totalTokenCount: inputTokens + outputTokens,
            },
          }
        : {}),
      modelVersion: request.model,
      responseId: 'scripted',
    };
  },

  answerField: 'candidates',

  stream(body) {
    const { candidates, usageMetadata, ...head } = body as Wire;
    const { content, ...end } = itemsOf(candidates)[0] ?? {};
    const { parts, ...author } = fieldsOf(content);
    const chunk = (pieces: readonly Wire[], fields: Wire = {}, counts: Wire = {}) => ({
      candidates: [{ content: { ...author, parts: pieces }, index: 0, ...fields }],
      ...counts,
      ...head,
    });
    return [
      ...itemsOf(parts)
        .flatMap(pieces)
        .map((piece) => chunk([piece])),
      chunk([], end, usageMetadata === undefined ? {} : { usageMetadata }),
    ].map((event) => serverSentEvent(event));
  },

  error: (kind, message) => ({ error: { ...errors[kind], message } }),
};

/** A signature stands on the part that follows the thought. */
function partsOf(turn: WrittenTurn): Wire[] {
  const signature = turn.reasoning.find((piece) => piece.signature !== undefined)?.signature;
  const thoughts = turn.reasoning.flatMap(({ text }) =>
    text === undefined ? [] : [{ text, thought: true }],
  );
  const [first, ...rest]: Wire[] = [
    ...(turn.text === '' ? [] : [{ text: turn.text }]),
    ...turn.toolCalls.map(({ id, name, arguments: given }) => ({
      functionCall: { id, name, args: typeof given === 'string' ? parsedJson(given) : given },
    })),
  ];
  if (first === undefined) return thoughts;
  return [...thoughts, { ...first, ...given({ thoughtSignature: signature }) }, ...rest];
}

function pieces(part: Wire): Wire[] {
  const { text, ...rest } = part;
  return typeof text === 'string' ? textPieces(text).map((piece) => ({ ...rest, text: piece })) : [part];
}

function readMessages(contents: readonly Wire[]): ScriptedMessage[] {
  let open: { id: string; name: string }[] = [];
  return contents.flatMap((content, place): ScriptedMessage[] => {
    const parts = itemsOf(content['parts']);
    if (content['role'] === 'model') {
      const calls = parts
        .filter((part) => 'functionCall' in part)
        .map((part, index) => {
          const { id, name, args } = fieldsOf(part['functionCall']);
          return {
            id: typeof id === 'string' ? id : `call_${place}_${index}`,
            name: String(name),
            argumentsText: JSON.stringify(args ?? {}),
          };
        });
      open = [...calls];
      return [{ role: 'assistant', content: textOf(parts), toolCalls: calls }];
    }
    let files: ScriptedFile[] = [];
    return parts.flatMap((part): ScriptedMessage | ScriptedMessage[] => {
      if ('inlineData' in part) {
        const { mimeType, data } = fieldsOf(part['inlineData']);
        files.push(scriptedFile(mimeType, data));
        return [];
      }
      if (!('functionResponse' in part)) {
        const before = files;
        files = [];
        return userMessage(String(part['text'] ?? ''), before);
      }
      const { id, name, response } = fieldsOf(part['functionResponse']);
      const answered = typeof id === 'string' ? id : open.find((call) => call.name === name)?.id;
      open = open.filter((call) => call.id !== answered);
      const { error, content: result } = fieldsOf(response);
      return {
        role: 'tool',
        content: asText(error ?? result),
        toolCallId: answered ?? `nothing called ${String(name)}`,
        isError: error !== undefined,
      };
    });
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textOf(parts: unknown): string {
  return itemsOf(parts)
    .filter((part) => part['thought'] !== true && typeof part['text'] === 'string')
    .map((part) => part['text'])
    .join('');
}
