import { describe, expect, it } from 'vitest';
import type { Call, Verdict } from '../../../src/core/calls/call.ts';
import type { CallFacts } from '../../../src/core/calls/call-facts.ts';
import { maxEffects } from '../../../src/core/effects/effect.ts';
import { type GuardFacts, guard } from '../../../src/core/guard/guard.ts';
import type { Rule, RuleCondition } from '../../../src/core/guard/rule.ts';
import { charter } from '../../support/run-story.ts';

const usd = 1_000_000_000;

function rule(when: RuleCondition, then: Rule['then'] = 'ask', name = 'the rule'): Rule {
  return { name, when, then };
}

function proposed(tool: string, facts: Partial<CallFacts> = {}): Pick<Call, 'tool' | 'facts'> {
  return { tool, facts: { resources: [], ...facts } };
}

function ruled(
  rules: readonly unknown[],
  call = proposed('change'),
  facts: Partial<Omit<GuardFacts, 'charter'>> = {},
): Verdict {
  return guard(call, {
    charter: { ...charter, rules: rules as readonly Rule[] },
    effectCount: 0,
    callsOfTool: 0,
    factsFinal: true,
    untrustedArguments: false,
    ...facts,
  });
}

describe('guard: conditions', () => {
  it.each<[string, RuleCondition, string, Partial<CallFacts>, Partial<GuardFacts>, string]>([
    ['every call', {}, 'change', {}, {}, 'the rule: change'],
    ['a tool by name', { tool: ['change'] }, 'change', {}, {}, 'the rule: change'],
    ['a tool by one of several globs', { tool: ['x*', 'ch*'] }, 'change', {}, {}, 'the rule: change'],
    [
      'an effect class',
      { effect: ['read', 'compensable'] },
      'change',
      {},
      {},
      'the rule: change (compensable)',
    ],
    ['stakes', { stakes: ['high'] }, 'change', { stakes: 'high' }, {}, 'the rule: change with high stakes'],
    [
      'an amount above',
      { amountAboveNanoUsd: 50 * usd },
      'change',
      { amountNanoUsd: 182.4 * usd },
      {},
      'the rule: change of $182.40',
    ],
    [
      'an amount above by one nano-USD',
      { amountAboveNanoUsd: 2 ** 53 - 2 },
      'change',
      { amountNanoUsd: 2 ** 53 - 1 },
      {},
      'the rule: change of $9007199.2547',
    ],
    [
      'an unknown amount',
      { amountAboveNanoUsd: 50 * usd },
      'change',
      {},
      {},
      'the rule: change of an unknown amount',
    ],
    [
      'a resource',
      { resource: ['user:*', 'order:*'] },
      'change',
      { resources: ['item:1', 'order:W1'] },
      {},
      'the rule: change on item:1, order:W1',
    ],
    [
      'a low confidence',
      { confidenceBelow: 0.8 },
      'change',
      { confidence: 0.79 },
      {},
      'the rule: change with confidence 0.79',
    ],
    [
      'an unknown confidence',
      { confidenceBelow: 0.8 },
      'change',
      {},
      {},
      'the rule: change of unknown confidence',
    ],
    [
      'calls above',
      { callsAbove: 2 },
      'look',
      {},
      { callsOfTool: 3 },
      'the rule: look after 3 calls of it in this run',
    ],
    [
      'untrusted arguments',
      { argumentsFrom: 'untrusted' },
      'change',
      {},
      { untrustedArguments: true },
      "the rule: change with arguments taken from an untrusted tool's output",
    ],
    [
      'arguments that nobody said in what is left of the window',
      { argumentsFrom: 'untrusted' },
      'change',
      {},
      { untrustedArguments: true, presumed: 'unheard' },
      "the rule: change with arguments that nobody said in what is left of the conversation, so that they count as an untrusted tool's",
    ],
    [
      'arguments that were too much to look through',
      { argumentsFrom: 'untrusted' },
      'change',
      {},
      { untrustedArguments: true, presumed: 'unexamined' },
      "the rule: change with arguments whose origin was not examined, so that they count as an untrusted tool's (too much to look through, or an older worker)",
    ],
    [
      'several together',
      { argumentsFrom: 'untrusted', amountAboveNanoUsd: 0, tool: ['change'] },
      'change',
      { amountNanoUsd: 1 },
      { untrustedArguments: true },
      "the rule: change of $0.000000001 with arguments taken from an untrusted tool's output",
    ],
  ])('applies to %s and says so', (_, when, tool, callFacts, facts, reason) => {
    const call = proposed(tool, callFacts);
    expect(ruled([rule(when)], call, facts)).toEqual({ kind: 'ask', rule: 'the rule', reason });
  });

  it.each<[string, RuleCondition, string, Partial<CallFacts>, Partial<GuardFacts>]>([
    ['another tool', { tool: ['change_*'] }, 'change', {}, {}],
    ['an empty list of tools', { tool: [] }, 'change', {}, {}],
    ['another effect class', { effect: ['read'] }, 'change', {}, {}],
    ['other stakes', { stakes: ['high', 'medium'] }, 'change', { stakes: 'low' }, {}],
    ['stakes that nobody told', { stakes: ['low', 'medium', 'high'] }, 'change', {}, {}],
    ['exactly the amount', { amountAboveNanoUsd: 50 * usd }, 'change', { amountNanoUsd: 50 * usd }, {}],
    ['another resource', { resource: ['order:*'] }, 'change', { resources: ['user:order:1'] }, {}],
    ['no resource', { resource: ['*'] }, 'change', {}, {}],
    ['exactly the confidence', { confidenceBelow: 0.8 }, 'change', { confidence: 0.8 }, {}],
    ['exactly the number of calls', { callsAbove: 2 }, 'change', {}, { callsOfTool: 2 }],
    ['arguments of the user', { argumentsFrom: 'untrusted' }, 'change', {}, {}],
    ['one condition of two', { tool: ['change'], stakes: ['high'] }, 'change', { stakes: 'low' }, {}],
  ])('does not apply to %s', (_, when, tool, callFacts, facts) => {
    const call = proposed(tool, callFacts);
    expect(ruled([rule(when, 'deny')], call, facts)).toEqual({ kind: 'allow', rule: 'default' });
  });

  it('names at most four resources', () => {
    const call = proposed('change', { resources: ['a:1', 'a:2', 'a:3', 'a:4', 'a:5', 'a:6'] });
    expect(ruled([rule({ resource: ['a:*'] })], call)).toMatchObject({
      reason: 'the rule: change on a:1, a:2, a:3, a:4 and 2 more',
    });
  });
});

describe('guard: unknown facts', () => {
  it.each([
    ['a read', 'look', {}],
    ['a write that tells no facts and does not look', 'change', { tellsNothing: true as const }],
  ])('of an amount that cannot be fit no rule: %s', (_, name, changes) => {
    const tool = charter.tools[name];
    if (!tool) throw new Error('no such tool');
    const tools = { ...charter.tools, [name]: { ...tool, ...changes } };
    const rules = [rule({ amountAboveNanoUsd: 0 }, 'deny')];
    const verdict = (facts: Partial<CallFacts>) =>
      guard(proposed(name, facts), {
        charter: { ...charter, tools, rules },
        effectCount: 0,
        callsOfTool: 0,
        factsFinal: true,
        untrustedArguments: false,
      });
    expect(verdict({})).toEqual({ kind: 'allow', rule: 'default' });
    expect(verdict({ amountNanoUsd: 1 })).toMatchObject({ kind: 'deny' });
  });

  const unknowns = [{ amountAboveNanoUsd: 0 }, { confidenceBelow: 1 }];

  it.each(unknowns.flatMap((when) => (['deny', 'ask', 'escalate'] as const).map((then) => ({ when, then }))))(
    'fit a rule that restricts, but only when they are final: $then $when',
    ({ when, then }) => {
      expect(ruled([rule(when, then)]).kind).toBe(then);
      expect(ruled([rule(when, then)], proposed('change'), { factsFinal: false })).toEqual({
        kind: 'allow',
        rule: 'default',
      });
    },
  );

  it.each(unknowns)('never fit a rule that allows: %j', (when) => {
    for (const factsFinal of [true, false]) {
      expect(ruled([rule(when, 'allow')], proposed('notify'), { factsFinal })).toMatchObject({
        kind: 'ask',
        rule: 'irreversible asks',
      });
    }
  });

  it('hold nothing up that is known already', () => {
    const call = proposed('change', { amountNanoUsd: 1 });
    expect(ruled([rule({ amountAboveNanoUsd: 0 }, 'deny')], call, { factsFinal: false }).kind).toBe('deny');
  });
});

describe('guard: which rule decides', () => {
  const all = {
    deny: rule({}, 'deny', 'd'),
    escalate: rule({}, 'escalate', 'e'),
    ask: rule({}, 'ask', 'q'),
    allow: rule({}, 'allow', 'a'),
  };

  it('lets the most restrictive decide: deny, escalate, ask, allow', () => {
    const { deny, escalate, ask, allow } = all;
    expect(ruled([allow, ask, escalate, deny])).toEqual({ kind: 'deny', rule: 'd', reason: 'd: change' });
    expect(ruled([allow, ask, escalate])).toEqual({ kind: 'escalate', rule: 'e', reason: 'e: change' });
    expect(ruled([allow, ask])).toEqual({ kind: 'ask', rule: 'q', reason: 'q: change' });
    expect(ruled([allow])).toEqual({ kind: 'allow', rule: 'a' });
  });

  it('puts the stricter question of two: no self-approval, the shorter time, more conditions, the first by name', () => {
    const slow = { ...rule({}, 'ask', 'a slow'), deadlineMs: 25 * 60 * 60 * 1_000 };
    const plain = rule({}, 'ask', 'b plain');
    const quick = { ...rule({}, 'ask', 'c quick'), deadlineMs: 1_000 };
    const foursEyes = { ...slow, name: 'd four eyes', selfApproval: false };
    const decider = (...rules: Rule[]) => ruled(rules).rule;
    expect(decider(slow, plain, quick, foursEyes)).toBe('d four eyes');
    expect(decider(slow, plain, quick)).toBe('c quick');
    expect(decider(slow, plain)).toBe('b plain');
    expect(decider({ ...plain, name: 'c' }, plain)).toBe('b plain');
    expect(decider({ ...plain, name: 'c', when: { tool: ['*'] } }, plain)).toBe('c');
  });

  it('asks for what is irreversible unless a rule says otherwise, and allows the rest', () => {
    expect(ruled([], proposed('notify'))).toEqual({
      kind: 'ask',
      rule: 'irreversible asks',
      reason: 'irreversible asks: notify cannot be undone, and no rule allows it',
    });
    expect(
      ruled([rule({ effect: ['irreversible'] }, 'allow', 'notices go out')], proposed('notify')),
    ).toEqual({
      kind: 'allow',
      rule: 'notices go out',
    });
    expect(ruled([])).toEqual({ kind: 'allow', rule: 'default' });
    expect(ruled([], proposed('look'))).toEqual({ kind: 'allow', rule: 'default' });
  });
});

describe('guard: what no rule can allow', () => {
  const anything = [rule({}, 'allow')];

  it.each(['elsewhere', 'constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'denies the tool %s, which the charter does not name itself',
    (tool) => {
      expect(ruled(anything, proposed(tool))).toEqual({
        kind: 'deny',
        rule: 'charter',
        reason: `The tool ${tool} is not part of this run.`,
      });
    },
  );

  it('denies a write when the ledger is full, and still reads', () => {
    expect(ruled(anything, proposed('change'), { effectCount: maxEffects })).toEqual({
      kind: 'deny',
      rule: 'ledger-full',
      reason: 'This run has already made 500 changes; it may read, but change nothing more.',
    });
    expect(ruled(anything, proposed('look'), { effectCount: maxEffects }).kind).toBe('allow');
    expect(ruled(anything, proposed('change'), { effectCount: maxEffects - 1 }).kind).toBe('allow');
  });
});

describe('guard: a rule that cannot be evaluated denies', () => {
  it.each<[string, unknown, string]>([
    ['no condition', undefined, 'it has no condition'],
    ['a condition of another version', { weekday: 'sunday' }, 'its condition weekday is unknown'],
    ['a condition named like a method', { toString: 1 }, 'its condition toString is unknown'],
    ['one tool where a list belongs', { tool: 'change' }, 'its tool is not a list of texts'],
    ['a tool that is no text', { tool: [null] }, 'its tool is not a list of texts'],
    ['effects that are no list', { effect: {} }, 'its effect is not a list of texts'],
    ['stakes that are no list', { stakes: 3 }, 'its stakes is not a list of texts'],
    ['resources that are no list', { resource: 'order:*' }, 'its resource is not a list of texts'],
    [
      'an amount of NaN',
      { amountAboveNanoUsd: Number.NaN },
      'amountAboveNanoUsd is not a whole number from 0',
    ],
    ['half a nano-USD', { amountAboveNanoUsd: 0.5 }, 'amountAboveNanoUsd is not a whole number from 0'],
    ['an amount as text', { amountAboveNanoUsd: '50' }, 'amountAboveNanoUsd is not a whole number from 0'],
    ['a confidence of NaN', { confidenceBelow: Number.NaN }, 'confidenceBelow is not a number'],
    ['calls below none', { callsAbove: -1 }, 'callsAbove is not a whole number from 0'],
    ['an unknown source', { argumentsFrom: 'trusted' }, 'its argumentsFrom is not untrusted'],
  ])('%s', (_, when, what) => {
    const broken = { name: 'broken', when, then: 'allow' };
    const reason = `broken: this rule cannot be evaluated, so change is denied (${what}).`;
    expect(ruled([broken])).toEqual({ kind: 'deny', rule: 'broken', reason });
  });

  it('also when another of its conditions does not hold', () => {
    const when = { tool: ['elsewhere'], amountAboveNanoUsd: Number.NaN };
    expect(ruled([{ name: 'broken', when, then: 'ask' }])).toMatchObject({ kind: 'deny', rule: 'broken' });
  });

  it('also when its verdict is unknown', () => {
    expect(ruled([{ name: 'broken', when: {}, then: 'permit' }])).toEqual({
      kind: 'deny',
      rule: 'broken',
      reason: 'broken: this rule cannot be evaluated, so change is denied (its verdict permit is unknown).',
    });
  });

  it('and when the facts of the call are malformed', () => {
    const call = proposed('change', { amountNanoUsd: Number.NaN, confidence: Number.NaN });
    expect(ruled([rule({ amountAboveNanoUsd: 1 })], call)).toMatchObject({ kind: 'deny', rule: 'the rule' });
    expect(ruled([rule({ confidenceBelow: 1 })], call)).toMatchObject({ kind: 'deny', rule: 'the rule' });
  });
});
