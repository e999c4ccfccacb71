import type { Call, Verdict } from '../calls/call.ts';
import type { Charter, CharterTool } from '../charter/charter.ts';
import { maxEffects } from '../effects/effect.ts';
import { type RuleSubject, ruleApplies } from './match-rule.ts';
import type { Rule } from './rule.ts';
import { ruleReason } from './rule-reason.ts';
import { isRuleVerdict, strictestFirst } from './strictest-first.ts';

/** What a ruling may look at beside the call. */
export interface GuardFacts {
  readonly charter: Charter;
  readonly effectCount: number;
  /** Calls of the same tool that the run has dispatched already, or may dispatch before this one. */
  readonly callsOfTool: number;
  /** Whether the facts are final: the tool has no `prepare`, or it has run. Before, unknown facts stay open. */
  readonly factsFinal: boolean;
  /** Some argument was taken from an untrusted tool's output, or is presumed to be: because of what. */
  readonly untrustedArguments: boolean;
  readonly presumed?: RuleSubject['presumed'];
}

/** Names that stand in a verdict where none of the charter's rules decided; no rule of an agent may bear one. */
export const builtInRules = {
  charter: 'charter',
  ledgerFull: 'ledger-full',
  irreversible: 'irreversible asks',
  default: 'default',
} as const;

/**
 * Rule on one proposed call: the agent proposes, the guard disposes.
 *
 * A tool outside the charter is denied, and so is a write that the ledger has no room for. Of the charter's rules that
 * apply the most restrictive decides (deny, escalate, ask, allow), whatever their order; a rule that cannot be
 * evaluated denies. Where none applies, an irreversible call asks and any other is allowed.
 */
export function guard(call: Pick<Call, 'tool' | 'facts'>, facts: GuardFacts): Verdict {
  const { charter, effectCount, ...rest } = facts;
  const tool = toolOf(call, charter);
  if (!tool) {
    const reason = `The tool ${call.tool} is not part of this run.`;
    return { kind: 'deny', rule: builtInRules.charter, reason };
  }
  if (tool.effect !== 'read' && effectCount >= maxEffects) {
    const reason = `This run has already made ${maxEffects} changes; it may read, but change nothing more.`;
    return { kind: 'deny', rule: builtInRules.ledgerFull, reason };
  }
  const subject: RuleSubject = { call, ...kindOf(tool), ...rest };
  const [decider] = charter.rules.flatMap((rule) => rulingOf(rule, subject)).sort(byRule);
  return decider?.verdict ?? unruled(subject);
}

/** The names of all the charter's rules that ask about a call, the one that decides among them. */
export function askingRules(call: Pick<Call, 'tool' | 'facts'>, facts: GuardFacts): readonly string[] {
  const { charter, effectCount: _, ...rest } = facts;
  const tool = toolOf(call, charter);
  if (!tool) return [];
  const subject: RuleSubject = { call, ...kindOf(tool), ...rest };
  return charter.rules.flatMap((rule) =>
    rulingOf(rule, subject).flatMap(({ verdict }) => (verdict.kind === 'ask' ? [rule.name] : [])),
  );
}

function kindOf({ effect, tellsNothing }: CharterTool): Pick<RuleSubject, 'effect' | 'mayHaveAmount'> {
  return { effect, mayHaveAmount: effect !== 'read' && tellsNothing !== true };
}

/**
 * The stricter of two verdicts on one call, by the arguments and by what a look at the world told: neither makes the other
 * milder.
 */
export function stricterVerdict(later: Verdict, earlier: Verdict | undefined, { rules }: Charter): Verdict {
  if (!earlier) return later;
  const ruleOf = ({ rule, kind: then }: Verdict): Rule =>
    rules.find(({ name }) => name === rule) ?? { name: rule, when: {}, then };
  return later.rule !== earlier.rule && strictestFirst(ruleOf(earlier), ruleOf(later)) < 0 ? earlier : later;
}

function toolOf({ tool }: Pick<Call, 'tool'>, { tools }: Charter): CharterTool | undefined {
  return Object.hasOwn(tools, tool) ? tools[tool] : undefined;
}

interface Ruling {
  readonly rule: Rule;
  readonly verdict: Verdict;
}

function byRule(a: Ruling, b: Ruling): number {
  return strictestFirst(a.rule, b.rule);
}

/** What one rule says of a call; nothing when it does not apply. */
function rulingOf(rule: Rule, subject: RuleSubject): readonly Ruling[] {
  try {
    if (!ruleApplies(rule, subject)) return [];
    if (!isRuleVerdict(rule.then)) throw new TypeError(`its verdict ${String(rule.then)} is unknown`);
    const { then: kind, name } = rule;
    const verdict: Verdict =
      kind === 'allow' ? { kind, rule: name } : { kind, rule: name, reason: ruleReason(rule, subject) };
    return [{ rule, verdict }];
  } catch (error) {
    const { name } = rule;
    const reason = `${name}: this rule cannot be evaluated, so ${subject.call.tool} is denied (${(error as Error).message}).`;
    return [{ rule: { name, when: {}, then: 'deny' }, verdict: { kind: 'deny', rule: name, reason } }];
  }
}

function unruled({ call, effect }: RuleSubject): Verdict {
  if (effect !== 'irreversible') return { kind: 'allow', rule: builtInRules.default };
  const reason = `${builtInRules.irreversible}: ${call.tool} cannot be undone, and no rule allows it`;
  return { kind: 'ask', rule: builtInRules.irreversible, reason };
}
