import { acknowledgement } from '../contracts/acknowledgement.ts';
import { fileOfDataUrl, userMessage } from './scripted-file.ts';
import type { ProviderErrorKind, ScriptedProtocol } from './scripted-protocol.ts';
import type { ScriptedCall, ScriptedMessage } from './scripted-request.ts';
import { serverSentEvent, textPieces } from './send-stream.ts';
import { itemsOf, textOfParts, type Wire } from './wire-parts.ts';
import { withoutOpening } from './without-opening.ts';

const errors: Readonly<Record<ProviderErrorKind, { type: string; code: string | null }>> = {
  'bad-request': { type: 'invalid_request_error', code: null },
  'not-found': { type: 'invalid_request_error', code: 'unknown_url' },
  'rate-limited': { type: 'requests', code: 'rate_limit_exceeded' },
  'server-error': { type: 'server_error', code: null },
  overloaded: { type: 'server_error', code: 'server_is_overloaded' },
};

/** OpenAI Chat Completions. */
export const openAiChatProtocol: ScriptedProtocol = {
  read(body) {
    const wire = itemsOf(body['messages']);
    const isSystem = (message: Wire) => message['role'] === 'system' || message['role'] === 'developer';
    const limit = body['max_completion_tokens'] ?? body['max_tokens'];
    const messages = wire
      .filter((message) => !isSystem(message))
      .map(readMessage)
      .filter(({ role, content }) => role !== 'assistant' || content !== acknowledgement);
    return {
      model: String(body['model'] ?? ''),
      system: wire
        .filter(isSystem)
        .map((message) => textOfParts(message['content']))
        .join('\n'),
      messages: withoutOpening(messages),
      tools: itemsOf(body['tools']).map((tool) => String((tool['function'] as Wire | undefined)?.['name'])),
      maxTokens: typeof limit === 'number' ? limit : undefined,
    };
  },

  answer(request, turn, withUsage) {
    const { inputTokens, cachedInputTokens, outputTokens } = turn.usage;
    const calls = turn.toolCalls.map((call) => ({
      id: call.id,
      type: 'function',
      function: {
        name: call.name,
        arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
      },
    }));
    return {
      id: 'chatcmpl-scripted',
      object: 'chat.completion',
      created: 0,
      model: request.model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: turn.text === '' ? null : turn.text,
            ...(turn.reasoning.length > 0
              ? { reasoning_content: turn.reasoning.map(({ text }) => text ?? '').join('') }
              : {}),
            ...(calls.length > 0 ? { tool_calls: calls } : {}),
          },
          finish_reason:
            turn.finish !== 'whole' ? finishReasons[turn.finish] : calls.length > 0 ? 'tool_calls' : 'stop',
        },
      ],
      ...(withUsage
        ? {
            usage: {
              prompt_tokens: inputTokens,
              completion_tokens: outputTokens,
              total_tokens: inputTokens + outputTokens,
              prompt_tokens_details: { cached_tokens: cachedInputTokens },
            },
          }
        : {}),
    };
  },

  answerField: 'choices',

  stream(body) {
    const { choices, usage, ...head } = body as Wire;
    const { message: wire, ...end } = itemsOf(choices)[0] ?? {};
    const { role: _, content, reasoning_content, tool_calls, ...rest } = (wire ?? {}) as Wire;
    const deltas: Wire[] = [
      { role: 'assistant', content: '', ...rest },
      ...textPieces(String(reasoning_content ?? '')).map((piece) => ({ reasoning_content: piece })),
      ...textPieces(String(content ?? '')).map((piece) => ({ content: piece })),
      ...itemsOf(tool_calls).flatMap(callDeltas),
    ];
    const chunk = (fields: Wire) => ({ ...head, object: 'chat.completion.chunk', ...fields });
    return [
      ...deltas.map((delta) => chunk({ choices: [{ index: 0, delta, finish_reason: null }] })),
      chunk({ choices: [{ ...end, index: 0, delta: {} }] }),
      ...(usage === undefined ? [] : [chunk({ choices: [], usage })]),
    ]
      .map((event) => serverSentEvent(event))
      .concat('data: [DONE]\n\n');
  },

  error: (kind, message) => ({ error: { message, param: null, ...errors[kind] } }),
};

const finishReasons = {
  length: 'length',
  refused: 'content_filter',
  error: 'error',
  unknown: 'scripted_unknown',
} as const;

/** Arguments that are no text go out whole, as the servers that write such send them. */
function callDeltas(call: Wire, index: number): Wire[] {
  const { name, arguments: given } = (call['function'] ?? {}) as Wire;
  const isText = typeof given === 'string';
  const begun = { ...call, index, function: { name, arguments: isText ? '' : given } };
  return [
    { tool_calls: [begun] },
    ...textPieces(isText ? given : '').map((part) => ({
      tool_calls: [{ index, function: { arguments: part } }],
    })),
  ];
}

function readMessage(message: Wire): ScriptedMessage {
  const content = textOfParts(message['content']);
  if (message['role'] === 'tool') {
    return { role: 'tool', content, toolCallId: String(message['tool_call_id']), isError: false };
  }
  if (message['role'] !== 'assistant') {
    const files = itemsOf(message['content']).flatMap(
      ({ image_url, file }) =>
        fileOfDataUrl(
          (image_url as Wire | undefined)?.['url'] ?? (file as Wire | undefined)?.['file_data'],
        ) ?? [],
    );
    return userMessage(content, files);
  }
  return { role: 'assistant', content, toolCalls: itemsOf(message['tool_calls']).map(readCall) };
}

function readCall(call: Wire): ScriptedCall {
  const called = (call['function'] ?? {}) as Wire;
  return {
    id: String(call['id']),
    name: String(called['name']),
    argumentsText: String(called['arguments'] ?? '{}'),
  };
}
