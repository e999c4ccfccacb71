import { usdToNanoUsd } from '../core/budget/money.ts';
import { builtInRules } from '../core/guard/guard.ts';
import { isFields } from '../core/values/fields-of.ts';
import { unknownFieldMistakes } from '../tools/define/unknown-fields.ts';
import type { RuleDefinition } from './agent.ts';
import { limitBounds } from './agent-limits.ts';
import { agentRules } from './agent-rules.ts';
import { countMistakes, durationMistakes } from './bounds-mistakes.ts';
import { type RuledTool, ruleConflicts } from './rule-conflicts.ts';

const fields = {
  known: ['name', 'when', 'then', 'approvers', 'deadline', 'selfApproval'],
  notBuiltYet: [],
};
const whenFields = {
  known: [
    'tool',
    'effect',
    'stakes',
    'amountAboveUsd',
    'resource',
    'confidenceBelow',
    'callsAbove',
    'argumentsFrom',
  ],
  notBuiltYet: [],
};
const verdicts = ['allow', 'deny', 'ask', 'escalate'];
const effects = ['read', 'reversible', 'compensable', 'irreversible'];
const allStakes = ['low', 'medium', 'high'];
const maxRules = 200;
const maxTextLength = 100;
const deadlineBounds = { min: 1, max: limitBounds.wallTimeMs };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Find everything that is wrong in an agent's rules, one sentence each, with the rule's name.
 *
 * Rules that are well formed are also held against each other and the agent's `tools`; without these (when they have
 * mistakes of their own) only against themselves. Trusts no type: configs may be plain JS.
 */
export function ruleMistakes(rules: unknown, tools: readonly RuledTool[] | undefined): string[] {
  if (rules === undefined) return [];
  if (!Array.isArray(rules)) return ['rules are not a list; write [{ name, when, then }]'];
  if (rules.length > maxRules) return [`rules are ${rules.length}; an agent may have ${maxRules}`];
  const found = rules.map((rule: unknown) => oneRuleMistakes(rule));
  const names = rules.filter(isFields).map(({ name }) => name);
  const twice = new Set(names.filter((name, i) => typeof name === 'string' && names.indexOf(name) !== i));
  const wellFormed = rules.filter((_, i) => found[i]?.length === 0) as RuleDefinition[];
  return [
    ...rules.flatMap((rule: unknown, i) =>
      (found[i] ?? []).map((mistake) => `${subject(rule, i)}: ${mistake}`),
    ),
    ...[...twice].map((name) => `rule "${name}" stands twice in rules; a verdict tells rules by their names`),
    ...(twice.size > 0 ? [] : ruleConflicts(agentRules(wellFormed), tools)),
  ];
}

function subject(rule: unknown, i: number): string {
  return isFields(rule) && isName(rule.name) ? `rule "${rule.name}"` : `rules[${i}]`;
}

function oneRuleMistakes(rule: unknown): string[] {
  if (!isFields(rule)) return ['it is not an object; write { name, when, then }'];
  return [
    ...nameMistakes(rule.name),
    ...whenMistakes(rule.when),
    ...choiceMistakes('then', rule.then, verdicts),
    ...questionMistakes(rule),
    ...unknownFieldMistakes('a rule', rule, fields),
  ];
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && /^[^\s\p{C}](?:[^\p{C}]{0,98}[^\s\p{C}])?$/u.test(name);
}

function nameMistakes(name: unknown): string[] {
  if (name === undefined || name === '')
    return ['name is missing; give the rule one that says what it is for'];
  if (!isName(name)) {
    return ['name is not a text of 1 to 100 characters on one line, without space around it; write it so'];
  }
  if (!(Object.values(builtInRules) as string[]).includes(name)) return [];
  return ['name is one that the guard itself uses; choose another'];
}

/** What a rule asks with. Beside another verdict it would be a promise that nobody keeps. */
function questionMistakes(rule: Fields): string[] {
  const { approvers, deadline, selfApproval } = rule;
  const mistakes: string[] = [];
  if (approvers !== undefined && !isName(approvers)) {
    mistakes.push('approvers is not a text of 1 to 100 characters on one line; name who is asked');
  }
  mistakes.push(...durationMistakes('deadline', deadline, deadlineBounds));
  if (selfApproval !== undefined && typeof selfApproval !== 'boolean') {
    mistakes.push('selfApproval is neither true nor false');
  }
  if (rule.then === 'ask' || !verdicts.includes(rule.then as string)) return mistakes;
  const idle = ['approvers', 'deadline', 'selfApproval'].filter((field) => rule[field] !== undefined);
  return [
    ...mistakes,
    ...idle.map((field) => `${field} stands on a rule that does not ask; leave it out, or say then: 'ask'`),
  ];
}

function whenMistakes(when: unknown): string[] {
  if (!isFields(when)) return ['when is missing; give its conditions, {} for a rule that always applies'];
  const { confidenceBelow, argumentsFrom } = when;
  const mistakes = [
    ...listMistakes('when.tool', when.tool),
    ...listMistakes('when.effect', when.effect, effects),
    ...listMistakes('when.stakes', when.stakes, allStakes),
    ...amountMistakes(when.amountAboveUsd),
    ...resourceMistakes(when.resource),
    ...countMistakes('when.callsAbove', when.callsAbove, { min: 0, max: limitBounds.toolCalls }),
  ];
  if (confidenceBelow !== undefined && !isShare(confidenceBelow)) {
    mistakes.push(`when.confidenceBelow ${String(confidenceBelow)} is out of bounds; above 0, at most 1`);
  }
  if (argumentsFrom !== undefined && argumentsFrom !== 'untrusted') {
    mistakes.push(`when.argumentsFrom ${JSON.stringify(argumentsFrom)} is unknown; say untrusted`);
  }
  // A condition that is given as undefined would vanish in silence and leave a broader rule.
  for (const field of whenFields.known) {
    if (Object.hasOwn(when, field) && when[field] === undefined)
      mistakes.push(`when.${field} is undefined; give it a value or leave it out`);
  }
  return [...mistakes, ...unknownFieldMistakes('when', when, whenFields)];
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= 1;
}

function amountMistakes(usd: unknown): string[] {
  if (usd === undefined) return [];
  try {
    usdToNanoUsd(usd as number);
    return [];
  } catch (error) {
    return [`when.amountAboveUsd: ${(error as Error).message}`];
  }
}

function resourceMistakes(resource: unknown): string[] {
  const mistakes = listMistakes('when.resource', resource);
  if (mistakes.length > 0 || resource === undefined) return mistakes;
  return [resource]
    .flat()
    .flatMap((glob) =>
      String(glob).includes('*') || /^[^:\s]+:./s.test(String(glob))
        ? []
        : [
            `when.resource ${JSON.stringify(glob)} fits no resource; they are written <kind>:<id>, like order:W42`,
          ],
    );
}

/** One text or a list of some; of `choices`, when these are given. */
function listMistakes(field: string, value: unknown, choices?: readonly string[]): string[] {
  if (value === undefined) return [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length === 0) return [`${field} is an empty list, so that the rule never applies; leave it out`];
  return items.flatMap((item) => {
    if (choices !== undefined) return choiceMistakes(field, item, choices);
    if (typeof item === 'string' && item !== '' && item.length <= maxTextLength * 3) return [];
    return [`${field} is not a text of 1 to ${maxTextLength * 3} characters or a list of such; write it so`];
  });
}

function choiceMistakes(field: string, value: unknown, choices: readonly string[]): string[] {
  if (typeof value === 'string' && choices.includes(value)) return [];
  const found = value === undefined ? 'is missing' : `${JSON.stringify(value)} is unknown`;
  return [`${field} ${found}; say one of ${choices.join(', ')}`];
}
