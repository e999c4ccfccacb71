import type { BoundTokens } from '../attachments/bound-tokens.ts';
import type { EffectClass, Idempotency } from '../calls/call-facts.ts';
import type { Rule } from '../guard/rule.ts';
import type { JsonObject } from '../values/json.ts';
import type { ModelOptions } from './model-options.ts';

/**
 * The resolved rules of one run, returned by its first activity and so part of its history.
 * Editing an agent never changes a run in flight.
 */
export interface Charter {
  readonly schema: 'holdfast.charter/v1';
  /** SHA-256 over the canonical JSON of the charter without this field, in hex. */
  readonly digest: string;
  /** Which rules of core the run is judged by, see `behaviourOf`; absent in charters of builds that wrote none down. */
  readonly behaviour?: number;
  readonly agent: {
    readonly name: string;
    readonly version?: string;
    readonly conversational: boolean;
    readonly instructions: string;
  };
  readonly model: CharterModel;
  readonly tools: Readonly<Record<string, CharterTool>>;
  readonly limits: RunLimits;
  readonly rules: readonly Rule[];
  readonly budget?: { readonly hardNanoUsd: number; readonly softNanoUsd: number };
}

export interface CharterModel extends ModelOptions {
  /** `provider:model`, for instance `anthropic:claude-sonnet-4-5`. */
  readonly id: string;
  readonly maxOutputTokens: number;
  /** Of the model, in tokens; absent when unknown. */
  readonly contextTokens?: number;
  /** Of the tier that it is asked in. */
  readonly price: ModelPrice;
  /** Of other tiers that may serve a call, by name: `standard`, or as the provider calls them. */
  readonly tierPrices?: Readonly<Record<string, ModelPrice>>;
  /** Absent: no file may go to it but text. */
  readonly boundTokens?: BoundTokens;
  /** Of one call. */
  readonly timeoutMs: number;
  readonly retry: RetryRule;
  /** So long the run waits for a provider whose failures pass by themselves; absent: not at all. */
  readonly patienceMs?: number;
  /** Where its calls go; absent: over the run's own queue. */
  readonly taskQueue?: string;
}

/** Prices in nano-USD per million tokens; steps of a tiered price are ordered by `fromInputTokens`, the first from 0. */
export interface ModelPrice {
  readonly steps: readonly {
    readonly fromInputTokens: number;
    readonly input: number;
    readonly cachedInput: number;
    readonly cacheWrite: number;
    /** Of input that is kept for an hour; absent when unknown. */
    readonly cacheWrite1h?: number;
    readonly output: number;
  }[];
  /** Where the figures come from, for people. */
  readonly source: string;
}

export interface CharterTool {
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly effect: EffectClass;
  readonly idempotency: Idempotency;
  readonly timeoutMs: number;
  /** How long after an attempt's deadline its effect may still appear; absent: nobody says. */
  readonly commitsWithinMs?: number;
  readonly retry: RetryRule;
  /** It tells no facts of its calls, neither from the arguments nor by looking: they have no amount. */
  readonly tellsNothing?: true;
  /** Runs as a local activity, on whichever worker has the run. */
  readonly local?: true;
  /** Where its activities go; absent: over the run's own queue. */
  readonly taskQueue?: string;
  /** Of the tool's declaration; an approval binds it. */
  readonly digest: string;
  readonly trust: 'trusted' | 'untrusted';
  /** Which of its activities exist beside `execute`. */
  readonly has: readonly ('prepare' | 'probe' | 'undo' | 'undoConflict')[];
}

/** A finite retry policy in plain data. */
export interface RetryRule {
  readonly maximumAttempts: number;
  readonly initialIntervalMs: number;
  readonly backoffCoefficient: number;
  readonly maximumIntervalMs: number;
}

export interface RunLimits {
  /** Model and tool calls. */
  readonly steps: number;
  /** Waiting for people is not counted. */
  readonly wallTimeMs: number;
  /** Turns in a row whose calls all ended in error. */
  readonly consecutiveFailures: number;
  readonly toolCalls: number;
}
