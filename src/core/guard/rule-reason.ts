import { formatUsd } from '../budget/money.ts';
import type { RuleSubject } from './match-rule.ts';
import type { Rule, RuleCondition } from './rule.ts';

/**
 * Say why a rule applies to a call, for the person who decides and for the model:
 * "cancellations ask: cancel_pending_order of $182.40".
 *
 * Speaks of the facts that the rule's conditions are about, and of no others.
 */
export function ruleReason(rule: Rule, subject: RuleSubject): string {
  const told = fieldsTold.filter((field) => Object.hasOwn(rule.when, field));
  return `${rule.name}: ${[subject.call.tool, ...told.map((field) => phrases[field](subject))].join(' ')}`;
}

/** Each continues a sentence that begins with the tool; they stand in this order. */
const phrases: {
  readonly [field in Exclude<keyof RuleCondition, 'tool'>]-?: (subject: RuleSubject) => string;
} = {
  amountAboveNanoUsd: ({ call }) =>
    call.facts.amountNanoUsd === undefined
      ? 'of an unknown amount'
      : `of ${formatUsd(call.facts.amountNanoUsd)}`,
  resource: ({ call }) => `on ${someOf(call.facts.resources)}`,
  effect: ({ effect }) => `(${effect})`,
  stakes: ({ call }) => `with ${call.facts.stakes} stakes`,
  confidenceBelow: ({ call }) =>
    call.facts.confidence === undefined
      ? 'of unknown confidence'
      : `with confidence ${call.facts.confidence}`,
  callsAbove: ({ callsOfTool }) =>
    `after ${callsOfTool} ${callsOfTool === 1 ? 'call' : 'calls'} of it in this run`,
  argumentsFrom: ({ presumed }) => origins[presumed ?? 'copied'],
};

const origins = {
  copied: "with arguments taken from an untrusted tool's output",
  unheard:
    "with arguments that nobody said in what is left of the conversation, so that they count as an untrusted tool's",
  unexamined:
    "with arguments whose origin was not examined, so that they count as an untrusted tool's (too much to look through, or an older worker)",
} as const;

const fieldsTold = Object.keys(phrases) as (keyof typeof phrases)[];

const maxResources = 4;

function someOf(resources: readonly string[]): string {
  const rest = resources.length - maxResources;
  return resources.slice(0, maxResources).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
