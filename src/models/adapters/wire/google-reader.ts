import { isFields } from '../../../core/values/fields-of.ts';
import { given } from '../../../core/values/given.ts';
import { tokenUsage } from '../token-usage.ts';
import { endingOfReason } from './ending-of-reason.ts';
import {
  argumentsOf,
  listOf,
  servedTier,
  textOf,
  type Wire,
  type WireReader,
  wireOf,
} from './wire-reader.ts';

/** Reads Google's `generateContent`, whole or as a stream of parts of the same shape. */
export function googleReader(): WireReader {
  let usage: Wire | undefined;
  let reason: unknown;
  let message: unknown;
  let blocked: unknown;

  function read(wire: Wire): unknown {
    if (isFields(wire['error'])) return wire;
    const { candidates, promptFeedback, usageMetadata } = wire;
    if (![candidates, promptFeedback, usageMetadata].some((part) => part !== undefined)) return wire;
    const candidate = wireOf(listOf(candidates)[0]);
    if (isFields(usageMetadata)) usage = { ...usage, ...usageMetadata };
    reason = candidate['finishReason'] ?? reason;
    message = candidate['finishMessage'] ?? message;
    blocked = wireOf(promptFeedback)['blockReason'] ?? blocked;
    const { parts } = wireOf(candidate['content']);
    return {
      responseId: textOf(wire['responseId']),
      candidates: Array.isArray(candidates)
        ? [
            {
              content: { parts: listOf(parts).flatMap((part) => partOf(wireOf(part)) ?? []) },
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
      const isBlocked = typeof blocked === 'string' && !/unspecified/i.test(blocked);
      return {
        ending: isBlocked
          ? { kind: 'refused', cause: `the prompt was blocked, ${blocked}` }
          : endingOfReason(/unspecified/i.test(String(reason)) ? undefined : reason, {
              said: textOf(message),
              reasoning: usage?.['thoughtsTokenCount'],
            }),
        usage: usageOf(usage),
        ...servedTier(usage?.['serviceTier']),
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
  const asked = sum(usage['promptTokenCount'], usage['toolUsePromptTokenCount'] ?? 0);
  const total = usage['totalTokenCount'];
  const counted = sum(usage['candidatesTokenCount'], usage['thoughtsTokenCount'] ?? 0);
  const left = typeof total === 'number' && asked !== undefined ? total - asked : undefined;
  return tokenUsage({
    inputTokens: asked,
    cachedInputTokens: usage['cachedContentTokenCount'],
    cacheWriteTokens: 0,
    outputTokens: counted === undefined ? left : Math.max(counted, left ?? 0),
  });
}

function sum(one: unknown, other: unknown): number | undefined {
  return typeof one === 'number' && typeof other === 'number' ? one + other : undefined;
}
