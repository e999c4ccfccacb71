import type { Call } from '../calls/call.ts';
import type { EffectClass } from '../calls/call-facts.ts';
import { matchesGlob } from '../values/glob.ts';
import type { Presumption } from './arguments-origin.ts';
import type { Rule, RuleCondition } from './rule.ts';

/** What a rule's conditions are held against. */
export interface RuleSubject {
  readonly call: Pick<Call, 'tool' | 'facts'>;
  readonly effect: EffectClass;
  /** Whether a call of this tool may have an amount: a read has none, nor has what tells no facts at all. */
  readonly mayHaveAmount: boolean;
  /** Calls of the same tool that the run has dispatched already, or may dispatch before this one. */
  readonly callsOfTool: number;
  /** Whether no more facts are to come. */
  readonly factsFinal: boolean;
  readonly untrustedArguments: boolean;
  /** They only count as untrusted. */
  readonly presumed?: Presumption | undefined;
}

/** `unknown`: the call does not tell the fact that the condition is about. */
type Holding = 'yes' | 'no' | 'unknown';

/**
 * Whether a rule applies to a call: all its conditions hold.
 *
 * Of an unknown amount or confidence the worst is assumed once the facts are final: it fits a rule that restricts and
 * none that allows. Before, it fits none. An amount that a call cannot have fits no rule. A call that tells no stakes has none of those that a rule may name.
 * Every condition is looked at, so that a malformed one never hides behind another that does not hold.
 *
 * @throws TypeError when the rule is not of the shape of this version.
 */
export function ruleApplies(rule: Rule, subject: RuleSubject): boolean {
  if (typeof rule.when !== 'object' || rule.when === null) throw new TypeError('it has no condition');
  const holdings = Object.keys(rule.when).map((field) => {
    if (!Object.hasOwn(conditions, field)) throw new TypeError(`its condition ${field} is unknown`);
    return conditions[field as keyof RuleCondition](rule.when, subject);
  });
  const assumed = subject.factsFinal && rule.then !== 'allow';
  return holdings.every((holding) => holding === 'yes' || (holding === 'unknown' && assumed));
}

const conditions: {
  readonly [field in keyof Required<RuleCondition>]: (when: RuleCondition, subject: RuleSubject) => Holding;
} = {
  tool: ({ tool }, { call }) => holds(texts('tool', tool).some((glob) => matchesGlob(glob, call.tool))),
  effect: (when, { effect }) => holds(texts('effect', when.effect).includes(effect)),
  stakes: ({ stakes }, { call }) => {
    const named = texts('stakes', stakes);
    return holds(call.facts.stakes !== undefined && named.includes(call.facts.stakes));
  },
  amountAboveNanoUsd: ({ amountAboveNanoUsd }, { call, mayHaveAmount }) => {
    const bound = wholeNumber('amountAboveNanoUsd', amountAboveNanoUsd);
    const { amountNanoUsd } = call.facts;
    return amountNanoUsd === undefined
      ? mayHaveAmount
        ? 'unknown'
        : 'no'
      : holds(wholeNumber("the call's amount", amountNanoUsd) > bound);
  },
  resource: ({ resource }, { call }) => {
    const globs = texts('resource', resource);
    return holds(call.facts.resources.some((name) => globs.some((glob) => matchesGlob(glob, name))));
  },
  confidenceBelow: ({ confidenceBelow }, { call }) => {
    const bound = finite('confidenceBelow', confidenceBelow);
    const { confidence } = call.facts;
    return confidence === undefined ? 'unknown' : holds(finite("the call's confidence", confidence) < bound);
  },
  callsAbove: ({ callsAbove }, { callsOfTool }) => holds(callsOfTool > wholeNumber('callsAbove', callsAbove)),
  argumentsFrom: ({ argumentsFrom }, { untrustedArguments }) => {
    if (argumentsFrom !== 'untrusted') throw new TypeError('its argumentsFrom is not untrusted');
    return holds(untrustedArguments);
  },
};

function holds(condition: boolean): Holding {
  return condition ? 'yes' : 'no';
}

function texts(field: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new TypeError(`its ${field} is not a list of texts`);
}

/** Money and counts are compared as whole numbers only: NaN would match nothing and so let everything through. */
function wholeNumber(what: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new TypeError(`${what} is not a whole number from 0`);
}

function finite(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`${what} is not a number`);
}
