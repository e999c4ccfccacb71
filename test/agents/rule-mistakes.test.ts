import { describe, expect, it } from 'vitest';
import type { RuledTool } from '../../src/agents/rule-conflicts.ts';
import { ruleMistakes } from '../../src/agents/rule-mistakes.ts';

const tools: readonly RuledTool[] = [
  { name: 'get_order', effect: 'read' },
  { name: 'cancel_order', effect: 'compensable' },
  { name: 'send_notice', effect: 'irreversible' },
];
const asks = { name: 'asks', when: { tool: 'cancel_*' }, then: 'ask' };

describe('ruleMistakes', () => {
  it('finds nothing wrong with no rules, and with every field at its bounds', () => {
    expect(ruleMistakes(undefined, tools)).toEqual([]);
    expect(ruleMistakes([], tools)).toEqual([]);
    const full = {
      name: 'a',
      when: {
        tool: ['cancel_order', '*_notice'],
        effect: 'compensable',
        stakes: ['low', 'high'],
        amountAboveUsd: 0,
        resource: ['order:*', '*', 'user:1'],
        confidenceBelow: 1,
        callsAbove: 0,
        argumentsFrom: 'untrusted',
      },
      then: 'ask',
      approvers: 'payments',
      deadline: '365d',
      selfApproval: false,
    };
    expect(ruleMistakes([full, { name: 'n'.repeat(100), when: {}, then: 'allow' }], tools)).toEqual([]);
  });

  it('reports the mistakes of all rules at once, each with its rule', () => {
    const rules = [
      null,
      { when: {}, then: 'ask' },
      { name: 'sloppy', then: 'permit', approver: 'x' },
      { name: 'typo', when: { tol: 'x', tool: 'cancel_ordr' }, then: 'ask', deadline: 'soon' },
      { name: 'unknown tool', when: { tool: ['cancel_ordr', 'cancel_*', 'refund_*'] }, then: 'deny' },
    ];
    expect(ruleMistakes(rules, tools)).toEqual([
      'rules[0]: it is not an object; write { name, when, then }',
      'rules[1]: name is missing; give the rule one that says what it is for',
      'rule "sloppy": when is missing; give its conditions, {} for a rule that always applies',
      'rule "sloppy": then "permit" is unknown; say one of allow, deny, ask, escalate',
      'rule "sloppy": approver is not a field of a rule; known are name, when, then, approvers, deadline, selfApproval',
      'rule "typo": tol is not a field of when; known are tool, effect, stakes, amountAboveUsd, resource, confidenceBelow, callsAbove, argumentsFrom',
      'rule "typo": deadline: "soon" is not a duration; write it like 500ms, 30s, 5m, 24h or 7d',
      'rule "unknown tool": when.tool "cancel_ordr" fits no tool of the agent; it has cancel_order, get_order, send_notice',
      'rule "unknown tool": when.tool "refund_*" fits no tool of the agent; it has get_order, send_notice, cancel_order',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['rules that are no list', { name: 'a' }, 'rules are not a list; write [{ name, when, then }]'],
    ['more rules than anybody reads', Array(201).fill(asks), 'rules are 201; an agent may have 200'],
    [
      'a name twice',
      [asks, { ...asks, then: 'deny' }],
      'rule "asks" stands twice in rules; a verdict tells rules by their names',
    ],
  ])('refuses %s', (_, rules, mistake) => {
    expect(ruleMistakes(rules, tools)).toEqual([mistake]);
  });

  it.each(['charter', 'ledger-full', 'irreversible asks', 'default'])(
    'keeps the name %s for the guard',
    (name) => {
      expect(ruleMistakes([{ ...asks, name }], tools)).toEqual([
        `rule "${name}": name is one that the guard itself uses; choose another`,
      ]);
    },
  );

  it.each(['', ' ', 'a ', 'two\nlines', 'bell\u0007', 'hidden\u200b', 'n'.repeat(101), 7])(
    'refuses the name %j',
    (name) => {
      const mistakes = ruleMistakes([{ ...asks, name }], tools);
      expect(mistakes).toHaveLength(1);
      expect(mistakes[0]).toMatch(
        /^rules\[0\]: name is (missing|not a text of 1 to 100 characters on one line)/,
      );
    },
  );

  it.each<[string, object, string]>([
    [
      'an empty name of who is asked',
      { approvers: '' },
      'approvers is not a text of 1 to 100 characters on one line; name who is asked',
    ],
    ['no time to answer', { deadline: 0 }, 'deadline 0 is out of bounds; 1ms to 365d'],
    ['over a year to answer', { deadline: '366d' }, 'deadline 366d is out of bounds; 1ms to 365d'],
    ['a selfApproval of no', { selfApproval: 'no' }, 'selfApproval is neither true nor false'],
    [
      'approvers of a denial',
      { then: 'deny', approvers: 'ops' },
      "approvers stands on a rule that does not ask; leave it out, or say then: 'ask'",
    ],
    [
      'a deadline of an escalation',
      { then: 'escalate', deadline: '1h' },
      "deadline stands on a rule that does not ask; leave it out, or say then: 'ask'",
    ],
    [
      'selfApproval of a permission',
      { then: 'allow', selfApproval: true },
      "selfApproval stands on a rule that does not ask; leave it out, or say then: 'ask'",
    ],
    ['no verdict', { then: undefined }, 'then is missing; say one of allow, deny, ask, escalate'],
    [
      'a verdict named like a method',
      { then: 'toString' },
      'then "toString" is unknown; say one of allow, deny, ask, escalate',
    ],
    [
      'when as a list',
      { when: [] },
      'when is missing; give its conditions, {} for a rule that always applies',
    ],
  ])('refuses %s', (_, change, mistake) => {
    expect(ruleMistakes([{ ...asks, ...change }], tools)).toEqual([`rule "asks": ${mistake}`]);
  });

  it.each<[object, string]>([
    [{ tool: undefined }, 'when.tool is undefined; give it a value or leave it out'],
    [{ tool: [] }, 'when.tool is an empty list, so that the rule never applies; leave it out'],
    [{ tool: '' }, 'when.tool is not a text of 1 to 300 characters or a list of such; write it so'],
    [{ tool: /cancel/ }, 'when.tool is not a text of 1 to 300 characters or a list of such; write it so'],
    [
      { effect: 'write' },
      'when.effect "write" is unknown; say one of read, reversible, compensable, irreversible',
    ],
    [
      { effect: ['read', 1] },
      'when.effect 1 is unknown; say one of read, reversible, compensable, irreversible',
    ],
    [{ stakes: 'huge' }, 'when.stakes "huge" is unknown; say one of low, medium, high'],
    [
      { amountAboveUsd: -1 },
      'when.amountAboveUsd: -1 is not an amount in USD; write it like 0.75, not below 0',
    ],
    [
      { amountAboveUsd: Number.NaN },
      'when.amountAboveUsd: NaN is not an amount in USD; write it like 0.75, not below 0',
    ],
    [
      { amountAboveUsd: '0.0000000001' },
      'when.amountAboveUsd: "0.0000000001" USD is finer than a nano-USD; give at most nine decimals',
    ],
    [
      { amountAboveUsd: 1e10 },
      'when.amountAboveUsd: 10000000000 USD is too large; amounts go up to 9,007,199 USD',
    ],
    [
      { resource: 'order' },
      'when.resource "order" fits no resource; they are written <kind>:<id>, like order:W42',
    ],
    [{ confidenceBelow: 0 }, 'when.confidenceBelow 0 is out of bounds; above 0, at most 1'],
    [{ confidenceBelow: 80 }, 'when.confidenceBelow 80 is out of bounds; above 0, at most 1'],
    [{ confidenceBelow: Number.NaN }, 'when.confidenceBelow NaN is out of bounds; above 0, at most 1'],
    [{ callsAbove: -1 }, 'when.callsAbove -1 is out of bounds; a whole number, 0 to 100000'],
    [{ callsAbove: 1.5 }, 'when.callsAbove 1.5 is out of bounds; a whole number, 0 to 100000'],
    [{ argumentsFrom: 'tools' }, 'when.argumentsFrom "tools" is unknown; say untrusted'],
  ])('refuses when: %j', (when, mistake) => {
    expect(ruleMistakes([{ ...asks, when }], tools)).toEqual([`rule "asks": ${mistake}`]);
  });

  it('says nothing about tools that have mistakes of their own', () => {
    expect(ruleMistakes([{ ...asks, when: { tool: 'refund_*' } }], undefined)).toEqual([]);
  });
});
