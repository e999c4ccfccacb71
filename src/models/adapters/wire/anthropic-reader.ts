import { isFields } from '../../../core/values/fields-of.ts';
import { countIn, tokenUsage } from '../token-usage.ts';
import { endingOfReason } from './ending-of-reason.ts';
import { announcesCalls } from './known-reasons.ts';
import { ownRoundsOf, pricedApart } from './priced-apart.ts';
import { ToldCounts } from './told-counts.ts';
import {
  argumentsOf,
  countOf,
  failureOf,
  listOf,
  servedTier,
  textOf,
  type Wire,
  type WireFacts,
  type WireReader,
  wireOf,
} from './wire-reader.ts';

/** Reads Anthropic's Messages, as Anthropic and servers like it answer. */
export function anthropicReader(): WireReader {
  const counts = new ToldCounts(['output_tokens']);
  let reason: unknown;
  let details: Wire = {};
  let tier: unknown;
  let failure: string | undefined;
  /** Blocks of a stream that are left out, with all that follows of them. */
  const leftOut = new Set<unknown>();
  /** Inputs that came whole with the beginning of their call, until a piece of them comes all the same. */
  const wholeInputs = new Map<unknown, string>();

  function takeEnd(end: Wire): void {
    reason = end['stop_reason'] ?? reason;
    if (isFields(end['stop_details'])) details = end['stop_details'];
    tier = end['service_tier'] ?? tier;
  }

  return {
    body(wire) {
      const content = typeof wire['content'] === 'string' ? [textBlock(wire['content'])] : wire['content'];
      if (!Array.isArray(content)) return wire;
      counts.take(wire['usage']);
      takeEnd(wire);
      failure = failureOf(wire['error']);
      return {
        type: 'message',
        id: textOf(wire['id']),
        model: textOf(wire['model']),
        content: content.flatMap((part) => blockOf(part, false) ?? []),
        stop_reason: textOf(wire['stop_reason']),
        usage: sdkUsage(counts.told),
      };
    },
    event(wire) {
      switch (wire['type']) {
        case 'message_start': {
          const message = wireOf(wire['message']);
          counts.take(message['usage']);
          takeEnd(message);
          // What it tells of the output is of the beginning.
          counts.goOn();
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
              usage: sdkUsage(counts.told),
            },
          };
        }
        case 'content_block_start': {
          counts.goOn();
          const block = blockOf(wire['content_block'], true);
          if (block === undefined) {
            leftOut.add(wire['index']);
            return undefined;
          }
          if (block['type'] !== 'tool_use')
            return [{ ...wire, content_block: block }, ...toldAtOnce(block, wire)];
          if (typeof block['input'] === 'string') wholeInputs.set(wire['index'], block['input']);
          return { ...wire, content_block: { ...block, input: {} } };
        }
        case 'content_block_delta':
          if (leftOut.has(wire['index']) || !isKnownDelta(wireOf(wire['delta']))) return undefined;
          if (wireOf(wire['delta'])['partial_json']) wholeInputs.delete(wire['index']);
          return wire;
        case 'content_block_stop': {
          const input = wholeInputs.get(wire['index']);
          if (leftOut.has(wire['index'])) return undefined;
          return input === undefined
            ? wire
            : [deltaOf(wire, { type: 'input_json_delta', partial_json: input }), wire];
        }
        case 'message_delta': {
          const delta = wireOf(wire['delta']);
          counts.take(wire['usage']);
          takeEnd(delta);
          return {
            type: 'message_delta',
            delta: {
              stop_reason: textOf(delta['stop_reason']),
              stop_sequence: textOf(delta['stop_sequence']),
            },
            usage: sdkUsage(counts.told),
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
    facts: () => ({
      ...factsOf(counts, reason, details, tier),
      ...(failure === undefined ? {} : { ending: endingOfReason('error', { said: failure }) }),
    }),
  };
}

function factsOf({ told, whole }: ToldCounts, reason: unknown, details: Wire, tier: unknown): WireFacts {
  const said = [details['category'], details['explanation']].filter((one) => typeof one === 'string');
  return {
    ending: endingOfReason(reason, {
      said: said.join(': '),
      reasoning: wireOf(told?.['output_tokens_details'])['thinking_tokens'],
    }),
    usage: usageOf(whole),
    ...(announcesCalls(reason) ? { announcesCalls: true } : {}),
    ...servedTier(told?.['service_tier'] ?? tier),
    inexact: pricedApart(told),
  };
}

/** With rounds of a server's own loop the top level may leave some out; without their counts it leaves none. */
function usageOf(usage: Wire | undefined) {
  if (usage === undefined) return undefined;
  const rounds = ownRoundsOf(usage);
  const inRounds = (read: (of: Wire) => unknown): number =>
    rounds.reduce((sum, round) => sum + (countIn(read(round)) ?? 0), 0);
  const most = (read: (of: Wire) => unknown): number | undefined => {
    const top = countIn(read(usage));
    return top === undefined && rounds.length === 0 ? undefined : Math.max(top ?? 0, inRounds(read));
  };
  const input = most((of) => of['input_tokens']);
  const cached = most((of) => of['cache_read_input_tokens']) ?? 0;
  const forAnHour = most((of) => wireOf(of['cache_creation'])['ephemeral_1h_input_tokens']) ?? 0;
  const shortly = most((of) => wireOf(of['cache_creation'])['ephemeral_5m_input_tokens']) ?? 0;
  const written = Math.max(most((of) => of['cache_creation_input_tokens']) ?? 0, forAnHour + shortly);
  return tokenUsage({
    input: input === undefined ? undefined : input + cached + written,
    cached: [cached],
    written: [written],
    writtenForAnHour: forAnHour,
    output: most((of) => of['output_tokens']),
    total: undefined,
    reasoning: [],
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

/** What a block holds from its beginning on, as the SDK reads it: from what follows. Thinking is sealed, be it by nothing. */
function toldAtOnce(block: Wire, of: Wire): readonly Wire[] {
  const { type, text, thinking, signature } = block;
  if (type === 'text') return text === '' ? [] : [deltaOf(of, { type: 'text_delta', text })];
  if (type !== 'thinking') return [];
  return [
    ...(thinking === '' ? [] : [deltaOf(of, { type: 'thinking_delta', thinking })]),
    deltaOf(of, { type: 'signature_delta', signature }),
  ];
}

function deltaOf({ index }: Wire, delta: Wire): Wire {
  return { type: 'content_block_delta', index, delta };
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
