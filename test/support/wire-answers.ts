import type { ModelAnswer } from '../../src/models/model-port.ts';
import { modelRequest, portsAt } from '../models/model-request.ts';
import type { CannedResponse } from '../models/serve-response.ts';
import type { WireName } from './strict-wire/refusal.ts';

/** What the wires that have one reasoning for all, or one seal for the first call, say of it. */
export const spokenReasoning = 'First I look it up.';
export const callSeal = 'c2VhbA==';

export const wireNames: readonly WireName[] = ['anthropic', 'openAi', 'openAiChat', 'google'];

/** What a model says, in whatever wire: reasoning, text, calls, and how it ended. */
export interface Said {
  readonly reasoning?: readonly Reasoning[];
  readonly text?: string | undefined;
  readonly calls?: readonly SaidCall[];
  /** The wire's own reason; of Responses the reason of an incomplete answer, or its status. */
  readonly reason?: string | undefined;
  /** Merged into the whole body, or into the event that ends a stream. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export type Reasoning = { readonly text: string; readonly seal: string } | { readonly redacted: string };

export interface SaidCall {
  readonly tool: string;
  /** Its arguments as JSON text; over a wire whose arguments are a text it may be none. */
  readonly json: string;
  /** Where the key is there and undefined, a wire that can leaves it out. */
  readonly id?: string | undefined;
}

const normal: Readonly<Record<WireName, string>> = {
  anthropic: 'end_turn',
  openAi: 'completed',
  openAiChat: 'stop',
  google: 'STOP',
};

/** A whole body as JSON text; arguments stand in it as they are written, numbers and all. */
export function bodyOf(wire: WireName, said: Said): string {
  const { extra = {} } = said;
  const reason = 'reason' in said ? said.reason : normal[wire];
  const raw: string[] = [];
  const value = (json: string): string => {
    raw.push(json);
    return `@raw${raw.length - 1}@`;
  };
  const body = bodies[wire](said, reason, value);
  return JSON.stringify({ ...body, ...extra }).replaceAll(
    /"@raw(\d+)@"/g,
    (_, index) => raw[Number(index)] ?? '',
  );
}

type Value = (json: string) => unknown;
type Calls = NonNullable<Said['calls']>;

function idOf(call: SaidCall, index: number): string | undefined {
  return 'id' in call ? call.id : `t${index + 1}`;
}

const bodies: Readonly<Record<WireName, (said: Said, reason: string | undefined, value: Value) => object>> = {
  anthropic: ({ reasoning = [], text, calls = [] }, reason, value) => ({
    id: 'msg',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [
      ...reasoning.map((one) =>
        'redacted' in one
          ? { type: 'redacted_thinking', data: one.redacted }
          : { type: 'thinking', thinking: one.text, signature: one.seal },
      ),
      ...(text === undefined ? [] : [{ type: 'text', text }]),
      ...calls.map((call, index) => ({
        type: 'tool_use',
        id: idOf(call, index) ?? '',
        name: call.tool,
        input: value(call.json),
      })),
    ],
    stop_reason: reason ?? null,
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 10 },
  }),
  openAi: ({ reasoning = [], text, calls = [] }, reason) => {
    const incomplete = reason !== undefined && !['completed', 'failed', 'cancelled'].includes(reason);
    return {
      id: 'r',
      object: 'response',
      created_at: 1,
      ...(reason === undefined ? {} : { status: incomplete ? 'incomplete' : reason }),
      error: null,
      incomplete_details: incomplete ? { reason } : null,
      model: 'm',
      output: [
        ...reasoning.map((one, index) => ({
          type: 'reasoning',
          id: `rs_${index}`,
          encrypted_content: 'redacted' in one ? one.redacted : one.seal,
          summary: 'text' in one && one.text !== '' ? [{ type: 'summary_text', text: one.text }] : [],
        })),
        ...(text === undefined
          ? []
          : [
              {
                type: 'message',
                id: 'm',
                role: 'assistant',
                status: 'completed',
                content: [{ type: 'output_text', text, annotations: [] }],
              },
            ]),
        ...calls.map((call, index) => ({
          type: 'function_call',
          id: `f${index}`,
          call_id: idOf(call, index) ?? '',
          name: call.tool,
          arguments: call.json,
          status: 'completed',
        })),
      ],
      usage: { input_tokens: 100, output_tokens: 10, total_tokens: 110 },
    };
  },
  openAiChat: ({ reasoning = [], text, calls = [] }, reason) => ({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      {
        index: 0,
        finish_reason: reason ?? null,
        message: {
          role: 'assistant',
          content: text ?? null,
          ...(reasoning.length > 0 && { reasoning_content: spokenReasoning }),
          ...(calls.length > 0 && {
            tool_calls: calls.map((call, index) => ({
              id: idOf(call, index),
              type: 'function',
              function: { name: call.tool, arguments: call.json },
            })),
          }),
        },
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  }),
  google: ({ reasoning = [], text, calls = [] }, reason, value) => ({
    candidates: [
      {
        index: 0,
        content: {
          role: 'model',
          parts: [
            ...(text === undefined ? [] : [{ text }]),
            ...calls.map(({ tool, json }, index) => ({
              functionCall: { name: tool, args: value(json) },
              ...(index === 0 && reasoning.length > 0 && { thoughtSignature: callSeal }),
            })),
          ],
        },
        ...(reason === undefined ? {} : { finishReason: reason }),
      },
    ],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 },
  }),
};

/** The same as a stream of events. */
export function eventsOf(wire: WireName, said: Said): string {
  const whole = JSON.parse(bodyOf(wire, { ...said, calls: [] })) as Record<string, never>;
  const { text = '', calls = [], extra = {} } = said;
  const lines = streams[wire](whole, text, calls, extra);
  return lines.map((line) => `data: ${typeof line === 'string' ? line : JSON.stringify(line)}\n\n`).join('');
}

type Lines = readonly (string | object)[];

const streams: Readonly<
  Record<WireName, (whole: Record<string, never>, text: string, calls: Calls, extra: object) => Lines>
> = {
  anthropic: (whole, text, calls, extra) => [
    {
      type: 'message_start',
      message: {
        ...(whole as object),
        content: [],
        stop_reason: null,
        usage: { ...(whole['usage'] as unknown as object), output_tokens: 1 },
      },
    },
    ...(text === ''
      ? []
      : [
          { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
          { type: 'content_block_stop', index: 0 },
        ]),
    ...calls.flatMap(({ tool, json }, at) => [
      {
        type: 'content_block_start',
        index: at + 1,
        content_block: { type: 'tool_use', id: `t${at + 1}`, name: tool, input: {} },
      },
      { type: 'content_block_delta', index: at + 1, delta: { type: 'input_json_delta', partial_json: json } },
      { type: 'content_block_stop', index: at + 1 },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: whole['stop_reason'], stop_sequence: null, ...extra },
      usage: whole['usage'],
    },
    { type: 'message_stop' },
  ],
  openAi: (whole, text, calls) => [
    { type: 'response.created', response: whole },
    ...(text === ''
      ? []
      : [
          {
            type: 'response.output_item.added',
            output_index: 0,
            item: { type: 'message', id: 'm', content: [] },
          },
          { type: 'response.output_text.delta', item_id: 'm', output_index: 0, delta: text },
          {
            type: 'response.output_item.done',
            output_index: 0,
            item: { type: 'message', id: 'm', content: [{ type: 'output_text', text }] },
          },
        ]),
    ...calls.flatMap(({ tool, json }, at) => {
      const item = {
        type: 'function_call',
        id: `f${at}`,
        call_id: `t${at + 1}`,
        name: tool,
        arguments: json,
      };
      return [
        { type: 'response.output_item.added', output_index: at + 1, item: { ...item, arguments: '' } },
        {
          type: 'response.function_call_arguments.delta',
          item_id: `f${at}`,
          output_index: at + 1,
          delta: json,
        },
        { type: 'response.output_item.done', output_index: at + 1, item },
      ];
    }),
    {
      type: whole['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed',
      response: whole,
    },
  ],
  openAiChat: (whole, text, calls) => {
    const [choice] = whole['choices'] as unknown as { finish_reason: string | null }[];
    return [
      { id: 'x', choices: [{ index: 0, delta: { role: 'assistant', content: text } }] },
      ...calls.map(({ tool, json }, index) => ({
        choices: [
          {
            delta: {
              tool_calls: [{ index, id: `t${index + 1}`, function: { name: tool, arguments: json } }],
            },
          },
        ],
      })),
      { choices: [{ index: 0, delta: {}, finish_reason: choice?.finish_reason }], usage: whole['usage'] },
      '[DONE]',
    ];
  },
  google: (whole, text, calls) => {
    const [candidate] = whole['candidates'] as unknown as { finishReason?: string }[];
    const parts = calls.map(({ tool, json }) => `{"functionCall":{"name":"${tool}","args":${json}}}`);
    return [
      { candidates: [{ content: { role: 'model', parts: [{ text }] } }] },
      ...parts.map((part) => `{"candidates":[{"content":{"role":"model","parts":[${part}]}}]}`),
      {
        candidates: [{ content: { role: 'model', parts: [] }, finishReason: candidate?.finishReason }],
        usageMetadata: whole['usageMetadata'],
      },
    ];
  },
};

interface Server {
  readonly url: string;
  answer(response: CannedResponse): void;
}

/** Let the real adapter of a wire read a body, or a stream. */
export async function read(
  server: Server,
  wire: WireName,
  body: string,
  form: 'whole' | 'streamed' = 'whole',
): Promise<ModelAnswer> {
  const headers = form === 'streamed' ? { 'content-type': 'text/event-stream' } : {};
  server.answer({ status: 200, headers, body });
  const onText = form === 'streamed' ? () => {} : undefined;
  return portsAt(server.url)[wire].generate(modelRequest({ onText }));
}
