import { isFields } from '../../../core/values/fields-of.ts';
import { given } from '../../../core/values/given.ts';
import { errorInsteadOfAnswer } from '../../errors/error-instead-of-answer.ts';
import { outputTokensOf, tokenUsage } from '../token-usage.ts';
import { endingOfReason } from './ending-of-reason.ts';
import { announcesCalls } from './known-reasons.ts';
import {
  argumentsOf,
  countOf,
  listOf,
  servedTier,
  textOf,
  type Wire,
  type WireReader,
  wireOf,
} from './wire-reader.ts';

/** Reads OpenAI's Chat Completions, as the many servers that speak it answer. */
export function openAiChatReader(): WireReader {
  let usage: Wire | undefined;
  let reason: unknown;
  let refusal = '';
  let failure: Wire | undefined;
  let tier: unknown;
  let hasSaid = false;

  function take(wire: Wire, choice: Wire, message: Wire): void {
    if (isFields(wire['usage'])) usage = wire['usage'];
    tier = wire['service_tier'] ?? tier;
    const ended = choice['finish_reason'] ?? undefined;
    if (ended !== undefined && ended !== '') reason = ended;
    if (isFields(choice['error'])) failure = choice['error'];
    refusal += textOf(message['refusal']) ?? '';
    for (const part of listOf(message['content']).map(wireOf)) {
      if (part['type'] === 'refusal') refusal += textOf(part['refusal']) ?? '';
    }
  }

  return {
    body(wire) {
      if (!Array.isArray(wire['choices'])) return wire;
      if (errorInsteadOfAnswer(wire) !== undefined) return { error: wire['error'] ?? wire };
      const choice = firstChoice(wire['choices']) ?? wireOf(wire['choices'][0]);
      const message = wireOf(choice['message']);
      if (isPlainError(wire, choice, message)) return { error: choice['error'] };
      take(wire, choice, message);
      return {
        ...envelopeOf(wire),
        choices: [{ message: messageOf(message), finish_reason: textOf(choice['finish_reason']) }],
        usage: usage && sdkUsage(usage),
      };
    },
    event(wire) {
      const { error, choices } = wire;
      if (error !== undefined && error !== null) return wire;
      if (!Array.isArray(choices) && !isFields(wire['usage'])) return undefined;
      const choice = firstChoice(listOf(choices)) ?? {};
      const delta = wireOf(choice['delta']);
      if (!hasSaid && isPlainError(wire, choice, delta)) return { error: choice['error'] };
      hasSaid ||= saysSomething(delta);
      take(wire, choice, delta);
      const reasonGiven = textOf(choice['finish_reason']);
      return {
        ...envelopeOf(wire),
        choices:
          listOf(choices).length === 0
            ? []
            : [{ delta: messageOf(delta), finish_reason: reasonGiven === '' ? undefined : reasonGiven }],
        usage: isFields(wire['usage']) ? sdkUsage(wire['usage']) : undefined,
      };
    },
    facts() {
      const said = textOf(failure?.['message']) ?? (failure && JSON.stringify(failure));
      return {
        ending:
          refusal.trim() === ''
            ? failure
              ? endingOfReason('error', { said })
              : endingOfReason(reason, { reasoning: usage && reasoningOf(usage) })
            : endingOfReason('refusal', { said: refusal }),
        usage: usageOf(usage),
        ...(announcesCalls(reason) ? { announcesCalls: true } : {}),
        ...(refusal.trim() === '' ? {} : { refusal }),
        ...servedTier(tier),
      };
    },
  };
}

/** The choice of the first index, or of none, wherever it stands in the list. */
function firstChoice(choices: readonly unknown[]): Wire | undefined {
  return choices.map(wireOf).find(({ index }) => typeof index !== 'number' || index === 0);
}

/** A choice that holds an error and nothing else is an error like any other, under a success status: a rate limit, say. */
function isPlainError(wire: Wire, choice: Wire, message: Wire): boolean {
  return isFields(choice['error']) && !isFields(wire['usage']) && !saysSomething(message);
}

function saysSomething({ content, tool_calls: calls, reasoning, reasoning_content: thought }: Wire): boolean {
  return [content, reasoning, thought].some((text) => (text ?? '') !== '') || listOf(calls).length > 0;
}

/** Reads the wire's own usage: the SDK turns a count that is missing into 0. */
function usageOf(usage: Wire | undefined) {
  if (usage === undefined) return undefined;
  const details = wireOf(usage['prompt_tokens_details']);
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
  return tokenUsage({
    inputTokens: prompt,
    // DeepSeek's and Moonshot's words for it stand at the top.
    cachedInputTokens: details['cached_tokens'] ?? usage['prompt_cache_hit_tokens'] ?? usage['cached_tokens'],
    cacheWriteTokens: details['cache_write_tokens'],
    outputTokens: outputTokensOf({
      input: prompt,
      output: completion,
      total,
      reasoning: reasoningOf(usage),
    }),
  });
}

function reasoningOf(usage: Wire): unknown {
  return wireOf(usage['completion_tokens_details'])['reasoning_tokens'] ?? usage['reasoning_tokens'];
}

function sdkUsage(usage: Wire): Wire {
  return {
    prompt_tokens: countOf(usage['prompt_tokens']),
    completion_tokens: countOf(usage['completion_tokens']),
  };
}

function envelopeOf(wire: Wire): Wire {
  return { id: textOf(wire['id']), model: textOf(wire['model']) };
}

function messageOf(message: Wire): Wire {
  const calls = callsOf(message);
  return {
    role: 'assistant',
    content: contentOf(message['content']),
    reasoning_content: textOf(message['reasoning_content']),
    reasoning: textOf(message['reasoning']),
    // Sealed parts that come back as they are.
    reasoning_details: Array.isArray(message['reasoning_details']) ? message['reasoning_details'] : undefined,
    tool_calls: calls.length === 0 ? undefined : calls,
  };
}

function contentOf(content: unknown): unknown {
  if (!Array.isArray(content)) return textOf(content);
  return content.flatMap((part): unknown[] => {
    if (typeof part === 'string') return [{ type: 'text', text: part }];
    const { type, text } = wireOf(part);
    if (typeof type !== 'string') return typeof text === 'string' ? [{ type: 'text', text }] : [];
    return type === 'output_text' ? [{ type: 'text', text }] : [part];
  });
}

/** Calls with their arguments as text; the one call of the wire's first form counts as a list of one. */
function callsOf(message: Wire): readonly Wire[] {
  const calls = listOf(message['tool_calls']).filter(isFields);
  const old = isFields(message['function_call']) ? [{ function: message['function_call'] }] : [];
  return (calls.length > 0 ? calls : old).map((call: Wire) => {
    const called = wireOf(call['function'] ?? call);
    const { id, index, extra_content: extra } = call;
    return {
      ...(typeof index === 'number' ? { index } : {}),
      ...(typeof id === 'string' || typeof id === 'number' ? { id: String(id) } : {}),
      function: functionOf(called, typeof index === 'number'),
      ...(isFields(wireOf(extra)['google']) ? { extra_content: extra } : {}),
    };
  });
}

/** Within a stream a name that is not told yet is told later. */
function functionOf(called: Wire, streamed: boolean): Wire {
  const name = textOf(called['name']);
  const text = argumentsOf(called['arguments']);
  if (!streamed) return { name: name ?? '', arguments: text };
  return { ...given({ name }), ...(text === '' ? {} : { arguments: text }) };
}
