import type { EffectClass, Stakes } from '../core/calls/call-facts.ts';
import type { Charter, RunLimits } from '../core/charter/charter.ts';
import type { Rule, RuleVerdict } from '../core/guard/rule.ts';
import type { Duration } from '../core/values/duration.ts';
import type { Tool } from '../tools/define/tool.ts';
import type { ModelDefinition, ModelSettings } from './model-definition.ts';

/** An agent as its author writes it. */
export interface AgentDefinition {
  /** Part of workflow ids: letters, digits, `_` and `-`, at most 64. */
  name: string;
  version?: string;
  /** The system prompt, or the file: URL of one (`new URL('./policy.md', import.meta.url)`). */
  instructions: string | URL;
  tools: readonly Tool[];
  /** `provider:model`, or such an id with how the model is asked. A run may name another. */
  model: string | ModelDefinition;
  /** Of one answer; default 4,096. */
  maxOutputTokens?: number;
  budget?: AgentBudget;
  /** The guard's rules. Without a matching one, an `irreversible` call asks and any other is allowed. */
  rules?: readonly RuleDefinition[];
  /** Whether runs may be chats, which wait for the user after each answer. Default: no. */
  conversational?: boolean;
}

/** One rule as its author writes it: when all given conditions hold, then. The most restrictive match wins. */
export interface RuleDefinition {
  /** Shown wherever the rule is the reason for something. */
  name: string;
  when: RuleConditionDefinition;
  then: RuleVerdict;
  /** Who is asked; routes the question, restricts nobody. */
  approvers?: string;
  /** How long a question stays open; no answer is a denial. Default: 24 h. */
  deadline?: Duration;
  /** False: who started the run may not decide. Default: true. */
  selfApproval?: boolean;
}

export interface RuleConditionDefinition {
  /** Tool names or globs such as `cancel_*`. */
  tool?: string | readonly string[];
  effect?: EffectClass | readonly EffectClass[];
  stakes?: Stakes | readonly Stakes[];
  /** Unknown amounts match, except in a rule that allows. */
  amountAboveUsd?: number | string;
  /** Globs such as `order:*`. */
  resource?: string | readonly string[];
  /** 0 to 1; an unknown confidence matches, except in a rule that allows. */
  confidenceBelow?: number;
  /** Calls of this tool that the run has made already. */
  callsAbove?: number;
  /** Some argument was taken from an untrusted tool's output. */
  argumentsFrom?: 'untrusted';
}

/** What a run may use at most. Each end is graceful, with a partial result and a reason code of its own. */
export interface AgentBudget {
  /** In USD; `soft` defaults to 75 % of `hard`. Default: no limit. */
  usd?: { hard: number | string; soft?: number | string };
  /** Model and tool calls; default 50. */
  steps?: number;
  /** Waiting for people not counted; default 5 m. */
  wallTime?: Duration;
  /** Turns in a row whose calls all ended in error; default 3. */
  failures?: number;
  /** Default: twice the steps, at least 100. */
  toolCalls?: number;
}

/** A checked agent, as the rest of the system uses it. */
export interface Agent {
  readonly schema: 'holdfast.agent/v1';
  readonly name: string;
  readonly version?: string;
  readonly instructions: string;
  readonly tools: ReadonlyMap<string, Tool>;
  /** `provider:model`. */
  readonly model: string;
  readonly modelSettings: ModelSettings;
  readonly maxOutputTokens: number;
  readonly conversational: boolean;
  readonly limits: RunLimits;
  /** The author set a limit on tool calls: a run with other steps keeps it. */
  readonly limitsToolCalls: boolean;
  readonly rules: readonly Rule[];
  readonly budget?: NonNullable<Charter['budget']>;
}
