import type { EffectClass, Stakes } from '../calls/call-facts.ts';

/** One rule of the guard, as data. All given conditions must hold; the most restrictive matching rule wins. */
export interface Rule {
  readonly name: string;
  readonly when: RuleCondition;
  readonly then: RuleVerdict;
  /** Who is asked; routes, restricts nobody. */
  readonly approvers?: string;
  /** How long a question stays open; no answer is a denial. Default: one day. */
  readonly deadlineMs?: number;
  /** False: who started the run may not decide. */
  readonly selfApproval?: boolean;
}

export type RuleVerdict = 'allow' | 'deny' | 'ask' | 'escalate';

export interface RuleCondition {
  /** Globs: `*` stands for any text. */
  readonly tool?: readonly string[];
  readonly effect?: readonly EffectClass[];
  readonly stakes?: readonly Stakes[];
  readonly amountAboveNanoUsd?: number;
  /** Globs over the call's resources; one match is enough. */
  readonly resource?: readonly string[];
  /** 0 to 1. */
  readonly confidenceBelow?: number;
  /** Calls of this tool that the run has already dispatched; earlier ones of the same turn count too. */
  readonly callsAbove?: number;
  readonly argumentsFrom?: 'untrusted';
}

export const defaultDeadlineMs = 24 * 60 * 60 * 1_000;
