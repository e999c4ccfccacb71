import type { TokenUsage } from '../../../core/budget/usage.ts';
import { isStandardTier } from '../../../core/charter/service-tier.ts';
import type { AnswerEnding } from '../../../core/model/answer-ending.ts';
import { type Fields, isFields } from '../../../core/values/fields-of.ts';

/** A JSON object of a wire, of whatever shape a server gave it. */
export type Wire = Fields;

/**
 * Reads one answer of a wire on its way to the SDK, in which much gets lost: how it ended, what it counted, who withheld
 * it.
 *
 * What it hands on has the shape that the SDK's schemas ask for. Parts that we use are kept, with each number as it was
 * written; parts that we do not use may have any shape, and are left out. What is no answer at all, an error object for
 * instance, is handed on as it came.
 */
export interface WireReader {
  /** A whole body. */
  body(wire: Wire): unknown;
  /** One event of a stream; a list: several in its place; undefined: nothing of it is of use. */
  event(wire: Wire): unknown;
  /** What was read, once all of it was. */
  facts(): WireFacts;
}

export interface WireFacts {
  readonly ending: AnswerEnding;
  /** Absent when the provider did not say: unknown, never zero. */
  readonly usage: TokenUsage | undefined;
  /** The ending says that there are calls. */
  readonly announcesCalls?: boolean;
  /** In place of the text of an answer that was withheld. */
  readonly refusal?: string;
  /** The tier that served it, in lower case and `standard` whatever that is called; absent when the wire does not say. */
  readonly tier?: string;
  /** Why the usage does not say by itself what it costs. */
  readonly inexact?: string | undefined;
}

export function wireOf(value: unknown): Wire {
  return isFields(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or nothing. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What an error beside an answer says; undefined: there is none, or one in which every field is empty. */
export function failureOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error.trim() === '' ? undefined : error;
  if (!isFields(error) || Object.values(error).every(isNothing)) return undefined;
  return textOf(error['message']) || JSON.stringify(error);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || value === false || Number(value) === 0;
}

/** A count for the SDK, which asks for one. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** A call's arguments as text: some servers send the object itself, or nothing for none. */
export function argumentsOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : JSON.stringify(value);
}

/** What the tier of the standard price is called only where an answer tells it. */
const toldAsStandard = ['on_demand', 'service_tier_unspecified'];

/** The tier that served an answer, where the wire tells it. */
export function servedTier(told: unknown): { readonly tier?: string } {
  const tier = typeof told === 'string' ? told.toLowerCase() : '';
  if (tier === '' || tier === 'traffic_type_unspecified') return {};
  return { tier: isStandardTier(tier) || toldAsStandard.includes(tier) ? 'standard' : tier };
}
