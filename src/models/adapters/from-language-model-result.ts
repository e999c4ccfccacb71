import type { LanguageModelV4Content } from '@ai-sdk/provider';
import { given } from '../../core/values/given.ts';
import type { ModelAnswer } from '../model-port.ts';
import type { WireFacts } from './wire/wire-reader.ts';

type AnsweredCall = ModelAnswer['calls'][number];

/**
 * Turn an AI SDK result into our answer. Keeps text and calls; drops dates, headers and bodies.
 *
 * How it ended and what it counted are of the wire's own reader: the SDK makes one word of many, and fills in counts. Of
 * an answer that was withheld only what is said of that is kept.
 */
export function fromLanguageModelResult(
  result: { readonly content: readonly LanguageModelV4Content[] },
  of: {
    readonly facts: WireFacts;
    /** Gives a call the names by which the run knows its tool and its fields. */
    readonly readCall: (call: AnsweredCall) => AnsweredCall;
    readonly continuation: ModelAnswer['continuation'];
  },
): ModelAnswer {
  const { ending, usage, announcesCalls, refusal = '', tier, inexact } = of.facts;
  let text = '';
  const calls: AnsweredCall[] = [];
  for (const part of result.content) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'tool-call' && part.providerExecuted !== true) {
      const { toolCallId: providerCallId, toolName: tool, input } = part;
      calls.push(of.readCall({ providerCallId, tool, argumentsText: asWritten(input) }));
    }
  }
  return {
    text: ending.kind === 'refused' ? refusal : text,
    calls,
    usage: usage?.outputTokens === 0 && hasOutput(result.content) ? undefined : usage,
    ending,
    ...(announcesCalls === true && calls.length === 0 ? { announcesCalls } : {}),
    ...given({ inexact, servedTier: tier }),
    continuation: of.continuation,
  };
}

/** A reader hands arguments on as text, so that no number changes; the SDK encodes the text where it expects a value. */
function asWritten(argumentsText: string): string {
  if (!argumentsText.startsWith('"')) return argumentsText;
  try {
    const value: unknown = JSON.parse(argumentsText);
    return typeof value === 'string' ? value : argumentsText;
  } catch {
    return argumentsText;
  }
}

/** What was written cannot have cost nothing. */
function hasOutput(content: readonly LanguageModelV4Content[]): boolean {
  return content.some(
    (part) =>
      part.type === 'tool-call' || ((part.type === 'text' || part.type === 'reasoning') && part.text !== ''),
  );
}
