import type { AnswerEnding } from '../../../core/model/answer-ending.ts';
import { isFields } from '../../../core/values/fields-of.ts';
import { errorFrame } from '../../errors/error-instead-of-answer.ts';
import { endingOfReason } from './ending-of-reason.ts';
import { openAiUsage, reasoningTokensIn } from './openai-usage.ts';
import { pricedApart } from './priced-apart.ts';
import { ToldItems } from './told-items.ts';
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

/**
 * Reads OpenAI's Responses, as OpenAI and servers like it answer.
 *
 * Messages of the commentary phase are not for the user, and left out.
 */
export function openAiReader(): WireReader {
  let response: Wire = {};
  let refusal = '';
  /** Of items that are not whole, the first that says so. */
  let itemStatus: unknown;
  /** Items of a stream that are left out, with all that follows of them. */
  const leftOut = new Set<unknown>();
  const items = new ToldItems();

  /** The end of an item. That it is an aside may be told late: what was told of it is marked as one then. */
  function doneOf(wire: Wire): readonly Wire[] {
    const item = wireOf(wire['item']);
    takeEnd(item);
    if (leftOut.has(wire['output_index']) || leftOut.has(item['id'])) return [];
    const kept = itemOf({ ...item, phase: undefined });
    if (kept === undefined) return [];
    const { phase } = item;
    if (phase === 'commentary') return [{ ...wire, item: { ...kept, phase } }];
    return items.done(wire, phase === 'final_answer' ? { ...kept, phase } : kept);
  }

  function itemOf(item: Wire): Wire | undefined {
    const id = textOf(item['id']) ?? textOf(item['call_id']) ?? '';
    switch (item['type']) {
      case 'message': {
        if (item['phase'] === 'commentary') return undefined;
        const parts = partsOf(item['content']);
        refusal += parts.map((part) => textOf(part['refusal']) ?? '').join('');
        const content = parts.flatMap(({ text }) =>
          typeof text === 'string' ? [{ type: 'output_text', text, annotations: [] }] : [],
        );
        const phase = item['phase'] === 'final_answer' ? { phase: 'final_answer' } : {};
        return { type: 'message', role: 'assistant', id, ...phase, content };
      }
      case 'function_call':
        return {
          type: 'function_call',
          id,
          call_id: textOf(item['call_id']) ?? id,
          name: textOf(item['name']) ?? '',
          arguments: argumentsOf(item['arguments']),
          status: 'completed',
        };
      case 'reasoning':
        return {
          type: 'reasoning',
          id,
          encrypted_content: textOf(item['encrypted_content']),
          summary: listOf(item['summary'])
            .map(wireOf)
            .flatMap(({ text }) => (typeof text === 'string' ? [{ type: 'summary_text', text }] : [])),
        };
      default:
        return undefined;
    }
  }

  /** A refusal that was told as deltas is not told again. */
  function onceRefused<T>(read: () => T): T {
    const before = refusal;
    const made = read();
    if (before !== '') refusal = before;
    return made;
  }

  /** What a stream tells only by the answer that ends it. */
  function untold(): readonly Wire[] {
    if (!items.areNone) return [];
    return onceRefused(() =>
      listOf(response['output']).flatMap((item, place) =>
        doneOf({ type: 'response.output_item.done', output_index: place, item }),
      ),
    );
  }

  function takeEnd({ status }: Wire): void {
    if (typeof status === 'string' && status !== 'completed') itemStatus ??= status;
  }

  return {
    body(wire) {
      if (!Array.isArray(wire['output']) && wire['status'] !== 'incomplete') return wire;
      if (isPlainError(wire)) return wire;
      response = wire;
      const items = listOf(wire['output']).map(wireOf);
      items.forEach(takeEnd);
      return {
        id: textOf(wire['id']),
        model: textOf(wire['model']),
        output: items.flatMap((item) => itemOf(item) ?? []),
        ...endOf(wire),
      };
    },
    event(wire) {
      switch (wire['type']) {
        case 'response.created':
        case 'response.in_progress': {
          const { id, model, created_at: at } = wireOf(wire['response']);
          const named = { id: textOf(id) ?? '', model: textOf(model) ?? '', created_at: countOf(at) };
          return { ...wire, response: named };
        }
        case 'response.output_item.added': {
          const item = wireOf(wire['item']);
          const kept = onceRefused(() => itemOf(item));
          items.begins(wire);
          if (kept !== undefined) return { ...wire, item: kept };
          for (const key of [wire['output_index'], item['id']]) if (key !== undefined) leftOut.add(key);
          return undefined;
        }
        case 'response.output_item.done':
          return onceRefused(() => doneOf(wire));
        case 'response.refusal.delta':
          refusal += textOf(wire['delta']) ?? '';
          return undefined;
        case 'response.output_text.delta':
          if (leftOut.has(wire['item_id']) || typeof wire['delta'] !== 'string') return undefined;
          items.tells(wire);
          return { ...wire, logprobs: undefined };
        case 'response.function_call_arguments.delta':
        case 'response.function_call_arguments.done':
          return leftOut.has(wire['output_index']) ? undefined : wire;
        case 'response.reasoning_summary_part.added':
          return leftOut.has(wire['item_id']) ? undefined : wire;
        case 'response.reasoning_summary_text.delta':
          if (leftOut.has(wire['item_id'])) return undefined;
          items.tells(wire);
          return wire;
        // A summary ends with its item, whose end tells what seals them all.
        case 'response.reasoning_summary_part.done':
          return undefined;
        case 'response.completed':
        case 'response.incomplete':
        case 'response.failed':
          response = { status: String(wire['type']).slice('response.'.length), ...wireOf(wire['response']) };
          listOf(response['output']).map(wireOf).forEach(takeEnd);
          // One that came to nothing is an error like any other; else it ends an answer, and has a bill.
          if (isPlainError(response)) return errorFrame({ error: response['error'] });
          return wire['type'] === 'response.failed' && !hasOutput(response)
            ? { sequence_number: 0, ...wire }
            : [...untold(), { ...wire, type: 'response.completed', response: endOf(response) }];
        default:
          return wire['type'] === 'error' || isFields(wire['error']) ? wire : undefined;
      }
    },
    facts() {
      const usage = isFields(response['usage']) ? response['usage'] : undefined;
      return {
        ending: endingOf(response, refusal, itemStatus),
        usage: openAiUsage(usage),
        ...(refusal.trim() === '' ? {} : { refusal }),
        ...servedTier(response['service_tier']),
        inexact: pricedApart(usage),
      };
    },
  };
}

/** An error object without any usage is an error like any other, under a success status. */
function isPlainError(wire: Wire): boolean {
  return isFields(wire['error']) && !hasOutput(wire);
}

function hasOutput(wire: Wire): boolean {
  return (openAiUsage(wireOf(wire['usage']))?.outputTokens ?? 0) > 0;
}

function endingOf(response: Wire, refusal: string, itemStatus: unknown): AnswerEnding {
  const { status, error, incomplete_details: details } = response;
  const reasoning = reasoningTokensIn(wireOf(response['usage']));
  if (refusal.trim() !== '') return endingOfReason('refusal', { said: refusal });
  if (isFields(error)) return endingOfReason('error', { said: textOf(error['message']) });
  if (status === 'incomplete' || isFields(details)) {
    return endingOfReason(wireOf(details)['reason'] ?? 'incomplete', { reasoning });
  }
  if (itemStatus === undefined) return endingOfReason(status);
  // What still went on when the answer ended did not come to its end.
  return endingOfReason(itemStatus === 'in_progress' ? 'incomplete' : itemStatus, { reasoning });
}

/** The end of an answer in the SDK's shape; what it says is read here. */
function endOf(wire: Wire): Wire {
  const usage = wireOf(wire['usage']);
  const reason = textOf(wireOf(wire['incomplete_details'])['reason']);
  return {
    ...(reason === undefined ? {} : { incomplete_details: { reason } }),
    usage: { input_tokens: countOf(usage['input_tokens']), output_tokens: countOf(usage['output_tokens']) },
  };
}

function partsOf(content: unknown): readonly Wire[] {
  return typeof content === 'string' ? [{ text: content }] : listOf(content).map(wireOf);
}
