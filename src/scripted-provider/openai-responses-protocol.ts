import { given } from '../core/values/given.ts';
import { openAiChatProtocol } from './openai-chat-protocol.ts';
import { fileOfDataUrl, userMessage } from './scripted-file.ts';
import { BadRequest, type ScriptedProtocol } from './scripted-protocol.ts';
import type { ScriptedMessage, WrittenTurn } from './scripted-request.ts';
import { serverSentEvent, textPieces } from './send-stream.ts';
import { itemsOf, textOfParts, type Wire } from './wire-parts.ts';

/** OpenAI Responses, with the whole conversation as `input`. Refuses what would need a stored conversation. */
export const openAiResponsesProtocol: ScriptedProtocol = {
  read(body) {
    if (body['previous_response_id'] !== undefined || body['conversation'] !== undefined)
      throw new BadRequest('previous_response_id: nothing is stored here; send the whole conversation');
    const items =
      typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : itemsOf(body['input']);
    const isSystem = (item: Wire) => item['role'] === 'system' || item['role'] === 'developer';
    const limit = body['max_output_tokens'];
    return {
      model: String(body['model'] ?? ''),
      system: [body['instructions'], ...items.filter(isSystem).map((item) => item['content'])]
        .map(textOfParts)
        .filter((text) => text !== '')
        .join('\n'),
      messages: inTurns(items.filter((item) => !isSystem(item))),
      tools: itemsOf(body['tools']).map((tool) => String(tool['name'])),
      maxTokens: typeof limit === 'number' ? limit : undefined,
    };
  },

  answer(request, turn, withUsage) {
    const { inputTokens, cachedInputTokens, outputTokens } = turn.usage;
    return {
      id: 'resp_scripted',
      object: 'response',
      created_at: 0,
      model: request.model,
      ...endings[turn.finish],
      output: outputOf(turn),
      ...(withUsage
        ? {
            usage: {
              input_tokens: inputTokens,
              input_tokens_details: { cached_tokens: cachedInputTokens },
              output_tokens: outputTokens,
              output_tokens_details: { reasoning_tokens: 0 },
              total_tokens: inputTokens + outputTokens,
            },
          }
        : {}),
    };
  },

  answerField: 'output',

  stream(body) {
    const response = body as Wire;
    const { usage: _, ...opening }: Wire = {
      ...response,
      status: 'in_progress',
      error: null,
      incomplete_details: null,
      output: [],
    };
    return [
      { type: 'response.created', response: opening },
      { type: 'response.in_progress', response: opening },
      ...itemsOf(response['output']).flatMap(itemEvents),
      { type: `response.${response['status']}`, response },
    ].map((event, sequence_number) => serverSentEvent({ ...event, sequence_number }, event.type));
  },

  error: openAiChatProtocol.error,
};

/** Text and calls of one answer are items of their own on the wire; they are one message of the script. */
function inTurns(items: readonly Wire[]): ScriptedMessage[] {
  const messages: ScriptedMessage[] = [];
  for (const item of items) {
    const last = messages.at(-1);
    if (item['type'] === 'function_call_output') {
      const toolCallId = String(item['call_id']);
      messages.push({ role: 'tool', toolCallId, ...resultOf(textOfParts(item['output'])) });
    } else if (item['type'] === 'function_call') {
      const call = {
        id: String(item['call_id']),
        name: String(item['name']),
        argumentsText: String(item['arguments'] ?? '{}'),
      };
      if (last?.role === 'assistant') {
        messages[messages.length - 1] = { ...last, toolCalls: [...last.toolCalls, call] };
      } else messages.push({ role: 'assistant', content: '', toolCalls: [call] });
    } else if (item['role'] === 'assistant') {
      messages.push({ role: 'assistant', content: textOfParts(item['content']), toolCalls: [] });
    } else {
      const files = itemsOf(item['content']).flatMap(
        ({ image_url, file_data }) => fileOfDataUrl(image_url ?? file_data) ?? [],
      );
      messages.push(userMessage(textOfParts(item['content']), files));
    }
  }
  return messages;
}

/** The wire has no mark for a failed result; the adapter sends one as an object with nothing but its `error`. */
function resultOf(output: string): { content: string; isError: boolean } {
  const [, quoted] = /^\{"error":("(?:[^"\\]|\\.)*")\}$/s.exec(output) ?? [];
  return quoted === undefined
    ? { content: output, isError: false }
    : { content: JSON.parse(quoted) as string, isError: true };
}

const completed = { status: 'completed', error: null, incomplete_details: null };
const incomplete = (reason: string) => ({
  ...completed,
  status: 'incomplete',
  incomplete_details: { reason },
});
const endings = {
  whole: completed,
  length: incomplete('max_output_tokens'),
  refused: incomplete('content_filter'),
  error: {
    ...completed,
    status: 'failed',
    error: { code: 'server_error', message: 'The scripted answer was broken off.' },
  },
  unknown: incomplete('scripted_unknown'),
} as const;

function outputOf(turn: WrittenTurn): Wire[] {
  const content = [{ type: 'output_text', text: turn.text, annotations: [] }];
  return [
    ...turn.reasoning.map(({ text, signature }, index) => ({
      type: 'reasoning',
      id: `rs_scripted_${index}`,
      summary: text === undefined ? [] : [{ type: 'summary_text', text }],
      ...given({ encrypted_content: signature }),
    })),
    ...(turn.text === ''
      ? []
      : [{ type: 'message', id: 'msg_scripted', role: 'assistant', status: 'completed', content }]),
    ...turn.toolCalls.map((call) => ({
      type: 'function_call',
      id: `fc_${call.id}`,
      call_id: call.id,
      name: call.name,
      arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
      status: 'completed',
    })),
  ];
}

function itemEvents(item: Wire, output_index: number): (Wire & { type: string })[] {
  const where = { item_id: item['id'], output_index };
  const begun = (fields: Wire) => ({
    type: 'response.output_item.added',
    output_index,
    item: { ...item, ...('status' in item && { status: 'in_progress' }), ...fields },
  });
  const done = { type: 'response.output_item.done', output_index, item };
  switch (item['type']) {
    case 'message':
      return [
        begun({ content: [] }),
        ...textPieces(textOfParts(item['content'])).map((delta) => ({
          type: 'response.output_text.delta',
          ...where,
          content_index: 0,
          delta,
        })),
        done,
      ];
    case 'function_call':
      return [
        begun({ arguments: '' }),
        ...textPieces(String(item['arguments'])).map((delta) => ({
          type: 'response.function_call_arguments.delta',
          ...where,
          delta,
        })),
        done,
      ];
    default:
      return [begun({}), done];
  }
}
