/** What a recorded body says, read straight from the wire and without any of the code under test. */
export interface WireAnswer {
  /** Undefined where the recording does not say. */
  readonly usage: Readonly<Record<string, unknown>> | undefined;
  readonly text: string;
  /** `[id, name, arguments]`; arguments as text where the wire has text, else as the value. */
  readonly calls: readonly (readonly [unknown, unknown, unknown])[];
  /** The wire's own word for how it ended. */
  readonly reason: unknown;
}

export type Wire = Record<string, unknown>;
export type WireProtocol = 'anthropic' | 'openAiChat' | 'openAi';

const record = (value: unknown): Wire => (value ?? {}) as Wire;
const list = (value: unknown): Wire[] => (Array.isArray(value) ? value : []);
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
const joined = (texts: readonly unknown[]): string => texts.map((text) => String(text ?? '')).join('');

/** Read a recorded body, whole or as a stream of events. */
export function wireAnswer(protocol: WireProtocol, body: Wire | string): WireAnswer {
  const whole = typeof body === 'string' ? fromEvents[protocol](events(body)) : body;
  return fromBody[protocol](whole);
}

const fromBody: Readonly<Record<WireProtocol, (wire: Wire) => WireAnswer>> = {
  anthropic: (wire) => {
    const usage = record(wire['usage']);
    // With server-side rounds the top level leaves some out; the executor's own are the sum.
    const rounds = list(usage['iterations']).filter((round) =>
      ['message', 'compaction'].includes(String(round['type'])),
    );
    const sum = (key: string) =>
      rounds.length > 0 ? rounds.reduce((total, round) => total + count(round[key]), 0) : count(usage[key]);
    const cached = count(usage['cache_read_input_tokens']);
    const written = count(usage['cache_creation_input_tokens']);
    const content = list(wire['content']);
    return {
      usage: {
        inputTokens: sum('input_tokens') + cached + written,
        cachedInputTokens: cached,
        cacheWriteTokens: written,
        outputTokens: sum('output_tokens'),
      },
      text: joined(content.filter((part) => part['type'] === 'text').map((part) => part['text'])),
      calls: content
        .filter((part) => part['type'] === 'tool_use')
        .map((part) => [part['id'], part['name'], part['input']]),
      reason: wire['stop_reason'],
    };
  },
  openAiChat: (wire) => {
    const usage = record(wire['usage']);
    const details = record(usage['prompt_tokens_details']);
    const message = record(record(list(wire['choices'])[0])['message']);
    return {
      usage:
        wire['usage'] === undefined
          ? undefined
          : {
              inputTokens: usage['prompt_tokens'],
              cachedInputTokens: count(details['cached_tokens']),
              cacheWriteTokens: count(details['cache_write_tokens']),
              outputTokens: usage['completion_tokens'],
            },
      text: joined([message['content']]),
      calls: list(message['tool_calls']).map((call) => {
        const called = record(call['function']);
        return [call['id'], called['name'], called['arguments']];
      }),
      reason: record(list(wire['choices'])[0])['finish_reason'],
    };
  },
  openAi: (wire) => {
    const usage = record(wire['usage']);
    const details = record(usage['input_tokens_details']);
    const output = list(wire['output']);
    return {
      usage: {
        inputTokens: usage['input_tokens'],
        cachedInputTokens: count(details['cached_tokens']),
        cacheWriteTokens: count(details['cache_write_tokens']),
        outputTokens: usage['output_tokens'],
      },
      text: joined(
        output
          .filter((item) => item['type'] === 'message')
          .flatMap((item) => list(item['content']))
          .map((part) => part['text'] ?? part['refusal']),
      ),
      calls: output
        .filter((item) => item['type'] === 'function_call')
        .map((item) => [item['call_id'], item['name'], item['arguments']]),
      reason: wire['status'],
    };
  },
};

const fromEvents: Readonly<Record<WireProtocol, (events: readonly Wire[]) => Wire>> = {
  anthropic: (all) => {
    const blocks: Wire[] = [];
    let usage: Wire = {};
    let reason: unknown;
    for (const event of all) {
      const delta = record(event['delta']);
      const block = blocks[count(event['index'])];
      if (event['type'] === 'message_start') usage = record(record(event['message'])['usage']);
      if (event['type'] === 'message_delta') {
        usage = { ...usage, ...record(event['usage']) };
        reason = delta['stop_reason'];
      }
      if (event['type'] === 'content_block_start') blocks.push({ ...record(event['content_block']) });
      if (event['type'] === 'content_block_delta' && block) {
        if (delta['type'] === 'text_delta') block['text'] = joined([block['text'], delta['text']]);
        if (delta['type'] === 'input_json_delta') {
          block['json'] = joined([block['json'], delta['partial_json']]);
        }
      }
    }
    const content = blocks.map((block) =>
      block['type'] === 'tool_use' ? { ...block, input: JSON.parse(String(block['json'] || '{}')) } : block,
    );
    return { content, usage, stop_reason: reason };
  },
  openAiChat: (all) => {
    const deltas = all.map((event) => record(record(list(event['choices'])[0])['delta']));
    const calls: Wire[] = [];
    for (const part of deltas.flatMap((delta) => list(delta['tool_calls']))) {
      const called = record(part['function']);
      const known = calls[count(part['index'])];
      const before = record(known?.['function']);
      calls[count(part['index'])] = {
        id: known?.['id'] ?? part['id'],
        function: {
          name: before['name'] ?? called['name'],
          arguments: joined([before['arguments'], called['arguments']]),
        },
      };
    }
    const message = { content: joined(deltas.map((delta) => delta['content'])), tool_calls: calls };
    const reason = all.map((event) => record(list(event['choices'])[0])['finish_reason']);
    return {
      choices: [{ message, finish_reason: reason.findLast(Boolean) }],
      usage: all.findLast((event) => event['usage'])?.['usage'],
    };
  },
  openAi: (all) => record(all.findLast((event) => event['type'] === 'response.completed')?.['response']),
};

function events(text: string): Wire[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:') && line.includes('{'))
    .map((line) => JSON.parse(line.slice('data:'.length)) as Wire);
}
