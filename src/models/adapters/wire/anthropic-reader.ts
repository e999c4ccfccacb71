import { isFields } from '../../../core/values/fields-of.ts';
import { tokenUsage } from '../token-usage.ts';
import { endingOfReason } from './ending-of-reason.ts';
import { announcesCalls } from './known-reasons.ts';
import {
  argumentsOf,
  countOf,
  listOf,
  servedTier,
  textOf,
  type Wire,
  type WireFacts,
  type WireReader,
  wireOf,
} from './wire-reader.ts';

/** Rounds of a server's own loop that are the model's itself. */
const ownRounds = new Set(['message', 'compaction']);

/** Reads Anthropic's Messages, as Anthropic and servers like it answer. */
export function anthropicReader(): WireReader {
  let usage: Wire | undefined;
  let reason: unknown;
  let details: Wire = {};
  let tier: unknown;
  /** Blocks of a stream that are left out, with all that follows of them. */
  const leftOut = new Set<unknown>();

  function takeUsage(told: unknown): void {
    if (!isFields(told)) return;
    const present = Object.entries(told).filter(([, value]) => value !== null && value !== undefined);
    usage = { ...usage, ...Object.fromEntries(present) };
    tier = usage['service_tier'] ?? tier;
  }

  function takeEnd(end: Wire): void {
    reason = end['stop_reason'] ?? reason;
    if (isFields(end['stop_details'])) details = end['stop_details'];
    tier = end['service_tier'] ?? tier;
  }

  return {
    body(wire) {
      const content = typeof wire['content'] === 'string' ? [textBlock(wire['content'])] : wire['content'];
      if (!Array.isArray(content)) return wire;
      takeUsage(wire['usage']);
      takeEnd(wire);
      return {
        type: 'message',
        id: textOf(wire['id']),
        model: textOf(wire['model']),
        content: content.flatMap((part) => blockOf(part, false) ?? []),
        stop_reason: textOf(wire['stop_reason']),
        usage: sdkUsage(usage),
      };
    },
    event(wire) {
      switch (wire['type']) {
        case 'message_start': {
          const message = wireOf(wire['message']);
          takeUsage(message['usage']);
          takeEnd(message);
          return {
            type: 'message_start',
            message: {
              id: textOf(message['id']),
              model: textOf(message['model']),
              role: 'assistant',
              content: listOf(message['content']).flatMap((part) =>
                wireOf(part)['type'] === 'tool_use' ? (blockOf(part, true) ?? []) : [],
              ),
              stop_reason: textOf(message['stop_reason']),
              usage: sdkUsage(usage),
            },
          };
        }
        case 'content_block_start': {
          const block = blockOf(wire['content_block'], true);
          if (block !== undefined) return { ...wire, content_block: block };
          leftOut.add(wire['index']);
          return undefined;
        }
        case 'content_block_delta':
          return leftOut.has(wire['index']) || !isKnownDelta(wireOf(wire['delta'])) ? undefined : wire;
        case 'content_block_stop':
          return leftOut.has(wire['index']) ? undefined : wire;
        case 'message_delta': {
          const delta = wireOf(wire['delta']);
          takeUsage(wire['usage']);
          takeEnd(delta);
          return {
            type: 'message_delta',
            delta: {
              stop_reason: textOf(delta['stop_reason']),
              stop_sequence: textOf(delta['stop_sequence']),
            },
            usage: sdkUsage(usage),
          };
        }
        case 'message_stop':
        case 'error':
          return wire;
        default:
          // An error that a gateway put in place of an event says of itself that it is one.
          return isFields(wire['error']) ? wire : undefined;
      }
    },
    facts: () => factsOf(usage, reason, details, tier),
  };
}

function factsOf(usage: Wire | undefined, reason: unknown, details: Wire, tier: unknown): WireFacts {
  const rounds = listOf(usage?.['iterations']).map(wireOf);
  const foreign = rounds.filter(({ type }) => !ownRounds.has(String(type)));
  const said = [details['category'], details['explanation']].filter((one) => typeof one === 'string');
  return {
    ending: endingOfReason(reason, {
      said: said.join(': '),
      reasoning: wireOf(usage?.['output_tokens_details'])['thinking_tokens'],
    }),
    usage: usageOf(usage, foreign.length > 0 ? [] : rounds),
    ...(announcesCalls(reason) ? { announcesCalls: true } : {}),
    ...servedTier(tier),
    ...(foreign.length === 0
      ? {}
      : { foreignRounds: [...new Set(foreign.map(({ type }) => String(type)))].join(', ') }),
  };
}

/** With rounds of a server's own loop the top level leaves some out; the model's own are the sum. */
function usageOf(usage: Wire | undefined, rounds: readonly Wire[]) {
  if (usage === undefined) return undefined;
  const sum = (key: string): unknown =>
    rounds.length === 0 ? usage[key] : rounds.reduce((total, round) => total + countOf(round[key]), 0);
  const cached = countOf(usage['cache_read_input_tokens']);
  const written = countOf(usage['cache_creation_input_tokens']);
  const forAnHour = wireOf(usage['cache_creation'])['ephemeral_1h_input_tokens'];
  const input = sum('input_tokens');
  return tokenUsage({
    inputTokens: typeof input === 'number' ? input + cached + written : undefined,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    cacheWrite1hTokens: forAnHour,
    outputTokens: sum('output_tokens'),
  });
}

function sdkUsage(usage: Wire | undefined): Wire {
  return {
    input_tokens: countOf(usage?.['input_tokens']),
    output_tokens: countOf(usage?.['output_tokens']),
    cache_creation_input_tokens: countOf(usage?.['cache_creation_input_tokens']),
    cache_read_input_tokens: countOf(usage?.['cache_read_input_tokens']),
  };
}

function textBlock(text: string): Wire {
  return { type: 'text', text };
}

/** A block that we use, in the SDK's shape. Thinking may lack its signature: servers like Anthropic's have none. */
function blockOf(part: unknown, streamed: boolean): Wire | undefined {
  const block = wireOf(part);
  switch (block['type'] ?? (typeof block['text'] === 'string' ? 'text' : undefined)) {
    case 'text':
      return textBlock(textOf(block['text']) ?? '');
    case 'thinking':
      return {
        type: 'thinking',
        thinking: textOf(block['thinking']) ?? '',
        signature: textOf(block['signature']) ?? '',
      };
    case 'redacted_thinking':
      return typeof block['data'] === 'string'
        ? { type: 'redacted_thinking', data: block['data'] }
        : undefined;
    case 'tool_use':
      return {
        type: 'tool_use',
        id: textOf(block['id']) ?? '',
        name: textOf(block['name']) ?? '',
        input: inputOf(block['input'], streamed),
      };
    default:
      return undefined;
  }
}

/** As text, since the SDK parses and writes anew what is a value; in a stream an empty one means that text follows. */
function inputOf(input: unknown, streamed: boolean): unknown {
  if (streamed && (input === null || input === undefined || argumentsOf(input) === '{}')) return {};
  return argumentsOf(input);
}

function isKnownDelta(delta: Wire): boolean {
  switch (delta['type']) {
    case 'text_delta':
      return typeof delta['text'] === 'string';
    case 'thinking_delta':
      return typeof delta['thinking'] === 'string';
    case 'signature_delta':
      return typeof delta['signature'] === 'string';
    case 'input_json_delta':
      return typeof delta['partial_json'] === 'string';
    default:
      return false;
  }
}
