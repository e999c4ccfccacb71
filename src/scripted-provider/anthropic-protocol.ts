import { isFields } from '../core/values/fields-of.ts';
import { given } from '../core/values/given.ts';
import { type ScriptedFile, scriptedFile, userMessage } from './scripted-file.ts';
import { BadRequest, type ProviderErrorKind, type ScriptedProtocol } from './scripted-protocol.ts';
import type { ScriptedMessage, ScriptedReasoning } from './scripted-request.ts';
import { serverSentEvent, textPieces } from './send-stream.ts';
import { itemsOf, type Wire } from './wire-parts.ts';
import { withoutOpening } from './without-opening.ts';

const errorTypes: Readonly<Record<ProviderErrorKind, string>> = {
  'bad-request': 'invalid_request_error',
  'not-found': 'not_found_error',
  'rate-limited': 'rate_limit_error',
  'server-error': 'api_error',
  overloaded: 'overloaded_error',
};

/**
 * Anthropic Messages. Refuses a first message that is not the user's, as the API does; the adapter's opening message is
 * taken out again, so that a script sees the same messages as over Chat Completions.
 */
export const anthropicProtocol: ScriptedProtocol = {
  read(body) {
    const wire = itemsOf(body['messages']);
    if (wire[0]?.['role'] !== 'user')
      throw new BadRequest('messages: first message must use the "user" role');
    const messages = wire.flatMap(readMessage);
    return {
      model: String(body['model'] ?? ''),
      system: textOf(body['system']),
      messages: withoutOpening(messages),
      tools: itemsOf(body['tools']).map((tool) => String(tool['name'])),
      maxTokens: typeof body['max_tokens'] === 'number' ? body['max_tokens'] : undefined,
    };
  },

  answer(request, turn, withUsage) {
    const { inputTokens, cachedInputTokens, outputTokens } = turn.usage;
    return {
      id: 'msg_scripted',
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [
        ...turn.reasoning.map(thinkingBlock),
        ...(turn.text === '' ? [] : [{ type: 'text', text: turn.text }]),
        ...turn.toolCalls.map((call) => ({
          type: 'tool_use',
          id: call.id,
          name: call.name,
          input: typeof call.arguments === 'string' ? parsedObject(call.arguments) : call.arguments,
        })),
      ],
      stop_reason:
        turn.finish !== 'whole'
          ? stopReasons[turn.finish]
          : turn.toolCalls.length > 0
            ? 'tool_use'
            : 'end_turn',
      stop_sequence: null,
      ...(turn.finish === 'refused' ? { stop_details: { type: 'refusal', category: 'scripted' } } : {}),
      ...(withUsage
        ? {
            usage: {
              input_tokens: inputTokens - cachedInputTokens,
              cache_read_input_tokens: cachedInputTokens,
              cache_creation_input_tokens: 0,
              output_tokens: outputTokens,
            },
          }
        : {}),
    };
  },

  answerField: 'content',

  stream(body) {
    const { content, usage, stop_reason, stop_details, ...message } = body as Wire;
    const counts = usage as Wire | undefined;
    const start = {
      ...message,
      content: [],
      stop_reason: null,
      ...(counts && { usage: { ...counts, output_tokens: 1 } }),
    };
    const end = {
      delta: { stop_reason, stop_sequence: null, ...given({ stop_details }) },
      ...(counts && { usage: { output_tokens: counts['output_tokens'] } }),
    };
    return [
      { type: 'message_start', message: start },
      ...itemsOf(content).flatMap(blockEvents),
      { type: 'message_delta', ...end },
      { type: 'message_stop' },
    ].map((event) => serverSentEvent(event, event.type));
  },

  error: (kind, message) => ({
    type: 'error',
    error: { type: errorTypes[kind], message },
    request_id: 'req_scripted',
  }),
};

/** The API has no word for an answer that it broke off itself: there is no reason then. */
const stopReasons = {
  length: 'max_tokens',
  refused: 'refusal',
  error: null,
  unknown: 'scripted_unknown',
} as const;

function thinkingBlock({ text, signature }: ScriptedReasoning): Wire {
  return text === undefined
    ? { type: 'redacted_thinking', data: signature ?? '' }
    : { type: 'thinking', thinking: text, ...given({ signature }) };
}

function blockEvents(block: Wire, index: number): (Wire & { type: string })[] {
  const { begun, deltas } = blockParts(block);
  return [
    { type: 'content_block_start', index, content_block: begun },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

function blockParts(block: Wire): { begun: Wire; deltas: Wire[] } {
  switch (block['type']) {
    case 'text':
      return {
        begun: { ...block, text: '' },
        deltas: textPieces(String(block['text'])).map((text) => ({ type: 'text_delta', text })),
      };
    case 'thinking':
      return {
        begun: { ...block, thinking: '', signature: '' },
        deltas: [
          ...textPieces(String(block['thinking'])).map((thinking) => ({ type: 'thinking_delta', thinking })),
          ...(block['signature'] === undefined
            ? []
            : [{ type: 'signature_delta', signature: block['signature'] }]),
        ],
      };
    case 'tool_use':
      return {
        begun: { ...block, input: {} },
        deltas: textPieces(JSON.stringify(block['input'] ?? {})).map((part) => ({
          type: 'input_json_delta',
          partial_json: part,
        })),
      };
    default:
      return { begun: block, deltas: [] };
  }
}

function readMessage(message: Wire): ScriptedMessage[] {
  const content = message['content'];
  if (message['role'] === 'assistant') {
    return [
      {
        role: 'assistant',
        content: textOf(content),
        toolCalls: itemsOf(content)
          .filter((block) => block['type'] === 'tool_use')
          .map((block) => ({
            id: String(block['id']),
            name: String(block['name']),
            argumentsText: JSON.stringify(block['input'] ?? {}),
          })),
      },
    ];
  }
  if (typeof content === 'string') return [{ role: 'user', content }];
  // One wire message holds the results of a turn and what the user said after them.
  let files: ScriptedFile[] = [];
  return itemsOf(content).flatMap((block): ScriptedMessage[] => {
    if (block['type'] === 'tool_result') {
      const toolCallId = String(block['tool_use_id']);
      return [
        {
          role: 'tool',
          content: textOf(block['content']),
          toolCallId,
          isError: block['is_error'] === true,
        },
      ];
    }
    if (block['type'] === 'image' || block['type'] === 'document') {
      const { media_type, data } = block['source'] as Wire;
      files.push(scriptedFile(media_type, data));
      return [];
    }
    const before = files;
    files = [];
    return [userMessage(String(block['text'] ?? ''), before)];
  });
}

/** The wire's input is a JSON value: text that is no JSON object travels as a string. */
function parsedObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : text;
  } catch {
    return text;
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return itemsOf(content)
    .filter((block) => block['type'] === 'text')
    .map((block) => String(block['text'] ?? ''))
    .join('');
}
