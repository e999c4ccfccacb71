import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RuledTool, ruleConflicts } from '../../src/agents/rule-conflicts.ts';
import type { CallFacts } from '../../src/core/calls/call-facts.ts';
import { guard } from '../../src/core/guard/guard.ts';
import type { Rule, RuleCondition, RuleVerdict } from '../../src/core/guard/rule.ts';
import { charter } from '../support/run-story.ts';

const tools: readonly RuledTool[] = [
  { name: 'get_order', effect: 'read' },
  { name: 'cancel_order', effect: 'compensable' },
  { name: 'cancel_plan', effect: 'compensable' },
  { name: 'send_notice', effect: 'irreversible' },
];

const rule = (name: string, when: RuleCondition, then: RuleVerdict): Rule => ({ name, when, then });
const never = (name: string, then: string, by: string, byThen: string) =>
  `rule "${name}": it never decides (${then}), because "${by}" (${byThen}) applies whenever it does and comes first; narrow that one, or leave this one out`;

describe('ruleConflicts', () => {
  it('names a tool pattern that fits no tool', () => {
    expect(ruleConflicts([rule('a', { tool: ['refund_*', 'cancel_*'] }, 'ask')], tools)).toEqual([
      'rule "a": when.tool "refund_*" fits no tool of the agent; it has get_order, send_notice, cancel_order, cancel_plan',
    ]);
    expect(ruleConflicts([rule('a', { tool: ['*'] }, 'ask')], [])).toEqual([
      'rule "a": when.tool "*" fits no tool of the agent; it has none',
    ]);
  });

  it('names conditions that never hold together', () => {
    const rules = [rule('a', { tool: ['get_*', '*_notice'], effect: ['compensable', 'reversible'] }, 'ask')];
    expect(ruleConflicts(rules, tools)).toEqual([
      'rule "a": its conditions never hold together: no tool that fits get_*, *_notice is compensable or reversible (get_order is read, send_notice is irreversible)',
    ]);
  });

  it('lets a rule stand for an effect class that no tool has yet', () => {
    expect(ruleConflicts([rule('a', { effect: ['reversible'] }, 'deny')], tools)).toEqual([]);
  });

  it('names two rules of the same condition with different verdicts, however it is written', () => {
    const rules = [
      rule('open', { stakes: ['low', 'high'], tool: ['cancel_*'] }, 'allow'),
      rule('shut', { tool: ['cancel_*', 'cancel_*'], stakes: ['high', 'low'] }, 'deny'),
    ];
    const mistake =
      'contradict each other: the same when, and allow against deny; deny always wins, so leave "open" out or change its when';
    expect(ruleConflicts(rules, tools)).toEqual([`rules "open" and "shut" ${mistake}`]);
  });

  it.each<[string, RuleCondition, RuleCondition]>([
    ['any call', { tool: ['get_order'] }, {}],
    ['a broader tool pattern', { tool: ['cancel_order'] }, { tool: ['cancel_*'] }],
    ['the only tool of that effect', { tool: ['send_*'] }, { effect: ['irreversible'] }],
    ['the effect of all those tools', { effect: ['compensable'] }, { tool: ['cancel_*'] }],
    ['a lower amount', { amountAboveNanoUsd: 100 }, { amountAboveNanoUsd: 50 }],
    ['a higher confidence', { confidenceBelow: 0.3 }, { confidenceBelow: 0.8 }],
    ['fewer calls', { callsAbove: 5 }, { callsAbove: 4 }],
    ['more stakes', { stakes: ['high'] }, { stakes: ['high', 'low'] }],
    ['a broader resource', { resource: ['order:W*', 'user:1'] }, { resource: ['user:*', 'order:*'] }],
    ['one condition less', { argumentsFrom: 'untrusted', callsAbove: 1 }, { argumentsFrom: 'untrusted' }],
  ])('names a rule that never decides beside a stricter one for %s', (_, narrow, broad) => {
    expect(ruleConflicts([rule('n', narrow, 'ask'), rule('b', broad, 'deny')], tools)).toEqual([
      never('n', 'ask', 'b', 'deny'),
    ]);
    expect(ruleConflicts([rule('b', broad, 'ask'), rule('n', narrow, 'allow')], tools)).toEqual([
      never('n', 'allow', 'b', 'ask'),
    ]);
  });

  it.each<[string, RuleCondition, RuleCondition]>([
    ['another tool', { tool: ['get_order'] }, { tool: ['cancel_*'] }],
    ['fewer tools', { tool: ['cancel_*'] }, { tool: ['cancel_order'] }],
    ['a higher amount', { amountAboveNanoUsd: 50 }, { amountAboveNanoUsd: 100 }],
    ['an amount at all', {}, { amountAboveNanoUsd: 0 }],
    ['a lower confidence', { confidenceBelow: 0.8 }, { confidenceBelow: 0.3 }],
    ['more calls', { callsAbove: 4 }, { callsAbove: 5 }],
    ['told stakes', {}, { stakes: ['low', 'medium', 'high'] }],
    ['a resource at all', {}, { resource: ['*'] }],
    ['some resources', { resource: ['*:1'] }, { resource: ['order:*'] }],
    ['one condition more', { callsAbove: 1 }, { argumentsFrom: 'untrusted', callsAbove: 1 }],
  ])('keeps a rule beside a stricter one that needs %s', (_, kept, stricter) => {
    expect(ruleConflicts([rule('k', kept, 'ask'), rule('s', stricter, 'deny')], tools)).toEqual([]);
  });

  it('keeps a milder exception-free default beside stricter, narrower rules', () => {
    const rules = [
      rule('writes ask', { effect: ['compensable', 'irreversible'] }, 'ask'),
      rule('large ones are denied', { tool: ['cancel_*'], amountAboveNanoUsd: 500 }, 'deny'),
      rule('reads are free', { effect: ['read'] }, 'allow'),
    ];
    expect(ruleConflicts(rules, tools)).toEqual([]);
  });

  it('keeps the closer of two questions, and names the farther one when it is never put', () => {
    const ops = rule('all ask', {}, 'ask');
    const payments = { ...rule('cancellations ask', { tool: ['cancel_*'] }, 'ask'), approvers: 'payments' };
    expect(ruleConflicts([ops, payments], tools)).toEqual([]);
    expect(ruleConflicts([{ ...ops, selfApproval: false }, payments], tools)).toEqual([
      never('cancellations ask', 'ask', 'all ask', 'ask'),
    ]);
  });

  it('is right about every rule that it says never decides', () => {
    const some = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 });
    const when = fc.record(
      {
        tool: some('*', 'cancel_*', 'cancel_order', '*_order'),
        effect: some('read', 'compensable', 'irreversible'),
        stakes: some('low', 'high'),
        amountAboveNanoUsd: fc.nat(2),
        resource: some('*', 'order:*', 'order:1', 'o*:1'),
        confidenceBelow: fc.constantFrom(0.5, 1),
        callsAbove: fc.nat(2),
        argumentsFrom: fc.constant('untrusted'),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    const rules = fc
      .array(
        fc.tuple(
          fc.oneof(
            fc.constant({}),
            when.map((all) => Object.fromEntries(Object.entries(all).slice(0, 2))),
          ),
          fc.constantFrom<RuleVerdict>('allow', 'deny', 'ask', 'escalate'),
          fc.constantFrom({}, { selfApproval: false }, { deadlineMs: 1 }),
        ),
        { minLength: 2, maxLength: 4 },
      )
      .map((all) =>
        all.map(([condition, then, more], i) => ({ ...rule(`r${i}`, condition, then), ...more })),
      );
    const call = fc.record({
      tool: fc.constantFrom(...tools.map(({ name }) => name)),
      facts: fc.record(
        {
          resources: fc.subarray(['order:1', 'order:2', 'odd:1']),
          stakes: fc.constantFrom('low', 'medium', 'high'),
          amountNanoUsd: fc.nat(3),
          confidence: fc.constantFrom(0.2, 0.7, 1),
        },
        { requiredKeys: ['resources'] },
      ) as fc.Arbitrary<CallFacts>,
    });
    const beside = fc.record({
      effectCount: fc.constant(0),
      callsOfTool: fc.nat(3),
      factsFinal: fc.boolean(),
      untrustedArguments: fc.boolean(),
    });
    const model = charter.tools.look;
    if (!model) throw new Error('the charter of the core tests has no tool look');
    const charterTools = Object.fromEntries(tools.map(({ name, effect }) => [name, { ...model, effect }]));
    let told = 0;
    fc.assert(
      fc.property(rules, fc.array(fc.tuple(call, beside), { minLength: 8, maxLength: 8 }), (given, calls) => {
        const idle = given.filter(({ name }) =>
          ruleConflicts(given, tools).some((mistake) =>
            mistake.startsWith(`rule "${name}": it never decides`),
          ),
        );
        told += idle.length;
        for (const [proposed, facts] of calls) {
          const verdict = guard(proposed, {
            ...facts,
            charter: { ...charter, tools: charterTools, rules: given },
          });
          expect(idle.map(({ name }) => name)).not.toContain(verdict.rule);
        }
      }),
      { numRuns: 1_500, seed: 7 },
    );
    expect(told).toBeGreaterThan(100);
  });
});
