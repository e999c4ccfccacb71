import { isFields } from '../../../core/values/fields-of.ts';
import { given } from '../../../core/values/given.ts';
import { countIn, tokenUsage } from '../token-usage.ts';
import { endingOfReason } from './ending-of-reason.ts';
import { ToldCounts } from './told-counts.ts';
import {
  argumentsOf,
  failureOf,
  listOf,
  servedTier,
  textOf,
  type Wire,
  type WireReader,
  wireOf,
} from './wire-reader.ts';

/** Reads Google's `generateContent`, whole or as a stream of parts of the same shape. */
export function googleReader(): WireReader {
  const counts = new ToldCounts(['candidatesTokenCount', 'totalTokenCount']);
  let reason: unknown;
  let message: unknown;
  let blocked: unknown;
  let failure: string | undefined;

  function read(wire: Wire): unknown {
    const { candidates, promptFeedback, usageMetadata } = wire;
    if (![candidates, promptFeedback, usageMetadata].some((part) => part !== undefined)) return wire;
    failure = failureOf(wire['error']) ?? failure;
    // Without an answer beside it, it is an error like any other.
    if (failure !== undefined && !isFields(listOf(candidates)[0])) return wire;
    const candidate = wireOf(listOf(candidates)[0]);
    reason = candidate['finishReason'] ?? reason;
    message = candidate['finishMessage'] ?? message;
    blocked = wireOf(promptFeedback)['blockReason'] ?? blocked;
    const parts = listOf(wireOf(candidate['content'])['parts']).map(wireOf);
    if (parts.some(({ text, functionCall }) => isFields(functionCall) || (textOf(text) ?? '') !== ''))
      counts.goOn();
    counts.take(usageMetadata);
    return {
      responseId: textOf(wire['responseId']),
      candidates: Array.isArray(candidates)
        ? [
            {
              content: { parts: parts.flatMap((part) => partOf(part) ?? []) },
              finishReason: textOf(candidate['finishReason']),
              ...given({ continuationToken: textOf(candidate['continuationToken']) }),
            },
          ]
        : undefined,
      usageMetadata: isFields(usageMetadata) ? numbersOf(usageMetadata) : undefined,
    };
  }

  return {
    body: read,
    event: read,
    facts() {
      const { told, whole } = counts;
      const isBlocked = typeof blocked === 'string' && !/unspecified/i.test(blocked);
      return {
        ending:
          failure !== undefined
            ? endingOfReason('error', { said: failure })
            : isBlocked
              ? { kind: 'refused', cause: `the prompt was blocked, ${blocked}` }
              : endingOfReason(/unspecified/i.test(String(reason)) ? undefined : reason, {
                  said: textOf(message),
                  reasoning: told?.['thoughtsTokenCount'],
                }),
        usage: usageOf(whole),
        ...servedTier(told?.['serviceTier'] ?? tierOfTraffic(told?.['trafficType'])),
      };
    },
  };
}

/** A part that we use; its arguments as text, since the SDK parses and writes anew what is a value. */
function partOf(part: Wire): Wire | undefined {
  const signed = given({ thoughtSignature: textOf(part['thoughtSignature']) });
  if (isFields(part['functionCall'])) {
    const { id, name, args, partialArgs, willContinue } = part['functionCall'];
    // A call in pieces, put together by the SDK.
    if (partialArgs !== undefined || willContinue !== undefined || typeof name !== 'string') return part;
    const called = {
      name: textOf(name) ?? '',
      args: args === undefined || args === null ? '{}' : argumentsOf(args),
    };
    return { functionCall: { ...given({ id: textOf(id) }), ...called }, ...signed };
  }
  if (typeof part['text'] === 'string')
    return { text: part['text'], ...(part['thought'] === true ? { thought: true } : {}), ...signed };
  return undefined;
}

function numbersOf(usage: Wire): Wire {
  return Object.fromEntries(Object.entries(usage).filter(([, count]) => typeof count === 'number'));
}

/** Google leaves out a count of zero, so an answer without output tokens is one whose total says so. */
function usageOf(usage: Wire | undefined) {
  if (usage === undefined) return undefined;
  const asked = countIn(usage['promptTokenCount']);
  const written = countIn(usage['candidatesTokenCount']);
  const thoughts = countIn(usage['thoughtsTokenCount']) ?? 0;
  return tokenUsage({
    input: asked === undefined ? undefined : asked + (countIn(usage['toolUsePromptTokenCount']) ?? 0),
    cached: [usage['cachedContentTokenCount']],
    written: [],
    output: written === undefined ? undefined : written + thoughts,
    total: usage['totalTokenCount'],
    reasoning: [],
  });
}

/** Vertex tells a tier as the kind of its traffic. */
function tierOfTraffic(kind: unknown): unknown {
  return typeof kind === 'string' ? kind.replace(/^ON_DEMAND_/i, '') : undefined;
}
