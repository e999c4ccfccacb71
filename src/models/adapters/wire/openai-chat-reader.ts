import type { AnswerEnding } from '../../../core/model/answer-ending.ts';
import { isFields } from '../../../core/values/fields-of.ts';
import { given } from '../../../core/values/given.ts';
import { errorInsteadOfAnswer } from '../../errors/error-instead-of-answer.ts';
import { endingOfReason } from './ending-of-reason.ts';
import { announcesCalls } from './known-reasons.ts';
import { openAiUsage, outputCounts, reasoningTokensIn } from './openai-usage.ts';
import { pricedApart } from './priced-apart.ts';
import { ToldCounts } from './told-counts.ts';
import {
  argumentsOf,
  countOf,
  failureOf,
  listOf,
  servedTier,
  textOf,
  type Wire,
  type WireReader,
  wireOf,
} from './wire-reader.ts';

/** Reads OpenAI's Chat Completions, as the many servers that speak it answer. */
export function openAiChatReader(): WireReader {
  const counts = new ToldCounts(outputCounts);
  let reason: unknown;
  let refusal = '';
  let native: unknown;
  let failure: string | undefined;
  let tier: unknown;
  let hasSaid = false;

  function take(wire: Wire, choice: Wire, message: Wire): void {
    if (hasOutput(message)) counts.goOn();
    counts.take(usageIn(wire, choice));
    tier = wire['service_tier'] ?? tier;
    const ended = choice['finish_reason'] ?? undefined;
    if (ended !== undefined && ended !== '') reason = ended;
    native = choice['native_finish_reason'] ?? native;
    failure = failureOf(choice['error']) ?? failureOf(wire['error']) ?? failure;
    refusal += textOf(message['refusal']) ?? '';
    for (const part of listOf(message['content']).map(wireOf)) {
      if (part['type'] === 'refusal') refusal += textOf(part['refusal']) ?? '';
    }
  }

  return {
    body(wire) {
      if (!Array.isArray(wire['choices'])) return wire;
      if (errorInsteadOfAnswer(wire) !== undefined) return { error: wire['error'] ?? wire };
      const choice = firstOf(wire['choices']);
      const message = wireOf(choice['message']);
      if (isPlainError(wire, choice, message)) return { error: choice['error'] };
      take(wire, choice, message);
      return {
        ...envelopeOf(wire),
        choices: [{ message: messageOf(message), finish_reason: textOf(choice['finish_reason']) }],
        usage: counts.told && sdkUsage(counts.told),
      };
    },
    event(wire) {
      const { error, choices } = wire;
      if (error !== undefined && error !== null) return wire;
      const choice = firstOf(choices);
      const usage = usageIn(wire, choice);
      if (!Array.isArray(choices) && usage === undefined) return undefined;
      const delta = wireOf(choice['delta']);
      if (!hasSaid && isPlainError(wire, choice, delta)) return { error: choice['error'] };
      hasSaid ||= hasOutput(delta);
      take(wire, choice, delta);
      const reasonGiven = textOf(choice['finish_reason']);
      return {
        ...envelopeOf(wire),
        choices:
          listOf(choices).length === 0
            ? []
            : [{ delta: messageOf(delta), finish_reason: reasonGiven === '' ? undefined : reasonGiven }],
        usage: usage && sdkUsage(usage),
      };
    },
    facts() {
      return {
        ending: endingOf({ reason, native, failure, refusal }, reasoningTokensIn(counts.told)),
        usage: openAiUsage(counts.whole),
        ...(announcesCalls(reason) ? { announcesCalls: true } : {}),
        ...(refusal.trim() === '' ? {} : { refusal }),
        ...servedTier(tier),
        inexact: pricedApart(counts.told),
      };
    },
  };
}

/** A router may say that an answer is whole which the server behind it did not end so. */
function endingOf(
  read: { reason: unknown; native: unknown; failure: string | undefined; refusal: string },
  reasoning: unknown,
): AnswerEnding {
  const { reason, native, failure, refusal } = read;
  if (refusal.trim() !== '') return endingOfReason('refusal', { said: refusal });
  if (failure !== undefined) return endingOfReason('error', { said: failure });
  const told = endingOfReason(reason, { reasoning });
  if (told.kind !== 'whole') return told;
  const before = endingOfReason(native, { reasoning });
  const isUnknown = before.kind === 'broken' && before.how.endsWith('-reason');
  return isUnknown ? told : before;
}

/** A choice that holds an error and nothing else is an error like any other, under a success status: a rate limit, say. */
function isPlainError(wire: Wire, choice: Wire, message: Wire): boolean {
  return isFields(choice['error']) && usageIn(wire, choice) === undefined && !hasOutput(message);
}

/** The answer among several: the one with the lowest number, as one was asked for. */
function firstOf(choices: unknown): Wire {
  const all = listOf(choices).map(wireOf);
  return all.find(({ index }) => index === 0) ?? all.find(({ index }) => index === undefined) ?? {};
}

/** Where servers put what they counted: the SDK knows the first place alone, and turns a missing count into 0. */
function usageIn(wire: Wire, choice: Wire): Wire | undefined {
  return [wire['usage'], choice['usage'], wireOf(wire['x_groq'])['usage']].find(isFields);
}

function hasOutput(message: Wire): boolean {
  const texts = ['content', 'reasoning_content', 'reasoning', 'refusal'].map((field) => message[field]);
  return isFields(message['function_call']) || [...texts, message['tool_calls']].some(isFilled);
}

function isFilled(value: unknown): boolean {
  return (typeof value === 'string' || Array.isArray(value)) && value.length > 0;
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
    extra_content: isFields(message['extra_content']) ? message['extra_content'] : undefined,
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
