import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFacts } from '../../../src/core/calls/call-facts.ts';
import { guard } from '../../../src/core/guard/guard.ts';
import type { Rule, RuleCondition } from '../../../src/core/guard/rule.ts';
import { charter } from '../../support/run-story.ts';

const some = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 });
const conditions = fc.record(
  {
    tool: some('look', 'ch*', '*', 'notify'),
    effect: some('read', 'reversible', 'compensable', 'irreversible'),
    stakes: some('low', 'medium', 'high'),
    amountAboveNanoUsd: fc.nat(4),
    resource: some('order:*', 'user:1', '*'),
    confidenceBelow: fc.constantFrom(0, 0.5, 1),
    callsAbove: fc.nat(3),
    argumentsFrom: fc.constant('untrusted'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RuleCondition>;
/** Often none or one, so that several rules apply to the same call. */
const when = fc.oneof(
  fc.constant({}),
  conditions.map((all) => Object.fromEntries(Object.entries(all).slice(0, 1)) as RuleCondition),
  conditions,
);
const then = fc.constantFrom('allow', 'deny', 'ask', 'escalate');
const rules = fc.uniqueArray(
  fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      when,
      then,
      deadlineMs: fc.nat(1),
      selfApproval: fc.boolean(),
    },
    { requiredKeys: ['name', 'when', 'then'] },
  ) as fc.Arbitrary<Rule>,
  { selector: ({ name }) => name, maxLength: 6 },
);
const facts = fc.record(
  {
    resources: fc.subarray(['order:1', 'user:1']),
    stakes: fc.constantFrom('low', 'medium', 'high'),
    amountNanoUsd: fc.nat(5),
    confidence: fc.constantFrom(0, 0.3, 0.5, 0.9, 1),
  },
  { requiredKeys: ['resources'] },
) as fc.Arbitrary<CallFacts>;
const situation = fc.record({
  call: fc.record({ tool: fc.constantFrom('look', 'change', 'notify'), facts }),
  beside: fc.record({
    effectCount: fc.constant(0),
    callsOfTool: fc.nat(4),
    factsFinal: fc.boolean(),
    untrustedArguments: fc.boolean(),
  }),
});

type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never;

const ruled = ({ call, beside }: Situation, given: readonly Rule[]) =>
  guard(call, { ...beside, charter: { ...charter, rules: given } });
const severity = { allow: 0, ask: 1, escalate: 2, deny: 3 };
const runs = { numRuns: 1_000 };

describe('guard, for any rules and calls', () => {
  it('does not go by the order of the rules', () => {
    const shuffled = rules.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    fc.assert(
      fc.property(situation, shuffled, (at, [given, other]) => {
        expect(ruled(at, other)).toEqual(ruled(at, given));
      }),
      runs,
    );
  });

  it('denies whenever a matching rule that denies is added', () => {
    fc.assert(
      fc.property(situation, rules, when, (at, given, condition) => {
        const added: Rule = { name: 'added', when: condition, then: 'deny' };
        if (ruled(at, [added]).rule === 'added') expect(ruled(at, [...given, added]).kind).toBe('deny');
      }),
      runs,
    );
  });

  it('becomes milder by one thing only: a rule that allows what would ask for being irreversible', () => {
    fc.assert(
      fc.property(situation, rules, when, then, (at, given, condition, verdict) => {
        const before = ruled(at, given);
        const after = ruled(at, [...given, { name: 'added', when: condition, then: verdict } as Rule]);
        if (severity[after.kind] >= severity[before.kind]) return;
        expect(before.rule).toBe('irreversible asks');
        expect(after).toEqual({ kind: 'allow', rule: 'added' });
      }),
      runs,
    );
  });

  it('never lets a rule that allows beat one that asks, denies or escalates', () => {
    fc.assert(
      fc.property(situation, rules, (at, given) => {
        const restricting = given.filter((rule) => rule.then !== 'allow');
        const strict = ruled(at, restricting);
        if (restricting.some(({ name }) => name === strict.rule)) expect(ruled(at, given)).toEqual(strict);
      }),
      runs,
    );
  });

  it('gives the strictest of what each rule says alone, and names a rule that says it', () => {
    fc.assert(
      fc.property(situation, rules, (at, given) => {
        const alone = given
          .map((rule) => ruled(at, [rule]))
          .filter(({ rule }) => given.some(({ name }) => name === rule));
        const verdict = ruled(at, given);
        if (alone.length === 0) expect(verdict).toEqual(ruled(at, []));
        else expect(alone).toContainEqual(verdict);
        for (const other of alone)
          expect(severity[verdict.kind]).toBeGreaterThanOrEqual(severity[other.kind]);
      }),
      runs,
    );
  });

  it('knows more when the facts are final: it never becomes milder by that', () => {
    fc.assert(
      fc.property(situation, rules, ({ call, beside }, given) => {
        const early = ruled({ call, beside: { ...beside, factsFinal: false } }, given);
        const late = ruled({ call, beside: { ...beside, factsFinal: true } }, given);
        expect(severity[late.kind]).toBeGreaterThanOrEqual(severity[early.kind]);
      }),
      runs,
    );
  });
});
