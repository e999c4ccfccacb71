import type { EffectClass } from '../core/calls/call-facts.ts';
import type { Rule, RuleCondition } from '../core/guard/rule.ts';
import { strictestFirst } from '../core/guard/strictest-first.ts';
import { canonicalJson } from '../core/values/digest.ts';
import { matchesGlob } from '../core/values/glob.ts';
import { nearestNames } from '../core/values/nearest-names.ts';

/** What the rules need to know of an agent's tool. */
export interface RuledTool {
  readonly name: string;
  readonly effect: EffectClass;
}

/**
 * Find what well-formed rules of different names make of each other and of the agent's tools, one sentence each.
 *
 * Tells patterns that fit no tool, conditions that never hold together, equal conditions with different verdicts, and
 * rules that never decide because a stricter one always applies as well. What it tells is so; it may miss cases, for
 * instance a rule that several others cover only together.
 */
export function ruleConflicts(rules: readonly Rule[], tools: readonly RuledTool[] | undefined): string[] {
  return rules.flatMap((rule, i) => {
    const own = tools === undefined ? [] : toolMistakes(rule, tools);
    if (own.length > 0) return own.map((mistake) => `rule "${rule.name}": ${mistake}`);
    const earlier = rules.slice(0, i);
    const twin = earlier.find((other) => other.then !== rule.then && isSameCondition(other.when, rule.when));
    if (twin) return [twinMistake(twin, rule)];
    const stricter = rules.find(
      (other) =>
        other !== rule &&
        strictestFirst(other, rule) < 0 &&
        covers(other.when, rule.when, tools) &&
        !(other.then !== rule.then && isSameCondition(other.when, rule.when)),
    );
    if (!stricter) return [];
    return [
      `rule "${rule.name}": it never decides (${rule.then}), because "${stricter.name}" (${stricter.then}) applies whenever it does and comes first; narrow that one, or leave this one out`,
    ];
  });
}

function twinMistake(a: Rule, b: Rule): string {
  const [first, second] = strictestFirst(a, b) < 0 ? [a, b] : [b, a];
  return `rules "${a.name}" and "${b.name}" contradict each other: the same when, and ${a.then} against ${b.then}; ${first.then} always wins, so leave "${second.name}" out or change its when`;
}

function toolMistakes({ when }: Rule, tools: readonly RuledTool[]): string[] {
  const names = tools.map(({ name }) => name);
  const idle = (when.tool ?? []).filter((glob) => !names.some((name) => matchesGlob(glob, name)));
  if (idle.length > 0) {
    return idle.map(
      (glob) =>
        `when.tool ${JSON.stringify(glob)} fits no tool of the agent; it has ${shortList(glob, names)}`,
    );
  }
  if (when.tool === undefined || when.effect === undefined || toolsOf(when, tools).length > 0) return [];
  const fitting = tools.filter(({ name }) => when.tool?.some((glob) => matchesGlob(glob, name)));
  const found = fitting.slice(0, maxNames).map(({ name, effect }) => `${name} is ${effect}`);
  return [
    `its conditions never hold together: no tool that fits ${when.tool.join(', ')} is ${when.effect.join(' or ')} (${found.join(', ')})`,
  ];
}

const maxNames = 8;

function shortList(wanted: string, names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const rest = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  return nearestNames(wanted, names).slice(0, maxNames).join(', ') + rest;
}

/**
 * Whether `broad` surely holds for every call that `narrow` holds for.
 *
 * Also for calls that tell no amount or confidence: `broad` has such a condition only where `narrow` has one as well,
 * and it belongs to the stricter rule, for which the worst is assumed at least as often.
 */
function covers(
  broad: RuleCondition,
  narrow: RuleCondition,
  tools: readonly RuledTool[] | undefined,
): boolean {
  const atLeast = (a: number | undefined, b: number | undefined) =>
    a === undefined || (b !== undefined && b >= a);
  return (
    coversTools(broad, narrow, tools) &&
    coversValues(broad.stakes, narrow.stakes) &&
    coversGlobs(broad.resource, narrow.resource) &&
    atLeast(broad.amountAboveNanoUsd, narrow.amountAboveNanoUsd) &&
    atLeast(broad.callsAbove, narrow.callsAbove) &&
    (broad.confidenceBelow === undefined ||
      (narrow.confidenceBelow !== undefined && narrow.confidenceBelow <= broad.confidenceBelow)) &&
    (broad.argumentsFrom === undefined || broad.argumentsFrom === narrow.argumentsFrom)
  );
}

function coversTools(
  broad: RuleCondition,
  narrow: RuleCondition,
  tools: readonly RuledTool[] | undefined,
): boolean {
  if (tools === undefined)
    return coversGlobs(broad.tool, narrow.tool) && coversValues(broad.effect, narrow.effect);
  const covered = toolsOf(broad, tools);
  const needed = toolsOf(narrow, tools);
  return needed.length > 0 && needed.every((tool) => covered.includes(tool));
}

function toolsOf({ tool, effect }: RuleCondition, tools: readonly RuledTool[]): readonly RuledTool[] {
  return tools.filter(
    (candidate) =>
      (tool === undefined || tool.some((glob) => matchesGlob(glob, candidate.name))) &&
      (effect === undefined || effect.includes(candidate.effect)),
  );
}

function coversValues(broad: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  return broad === undefined || (narrow?.every((value) => broad.includes(value)) ?? false);
}

/** A glob that fits the text of another one, stars and all, fits everything that the other fits. */
function coversGlobs(broad: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  if (broad === undefined) return true;
  return narrow?.every((inner) => broad.some((outer) => matchesGlob(outer, inner))) ?? false;
}

function isSameCondition(a: RuleCondition, b: RuleCondition): boolean {
  return canonicalJson(sorted(a)) === canonicalJson(sorted(b));
}

/** Lists of a condition say one of these; neither order nor repetition counts. */
function sorted(when: RuleCondition): object {
  return Object.fromEntries(
    Object.entries(when).map(([field, value]) => [
      field,
      Array.isArray(value) ? [...new Set<string>(value)].sort() : value,
    ]),
  );
}
