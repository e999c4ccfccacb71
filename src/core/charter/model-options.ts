import { given } from '../values/given.ts';

/** How a model is asked, beside what it is asked: declared by an agent, the same for all calls of a run. */
export interface ModelOptions {
  /** How much it thinks before it answers; what it thinks counts as output. */
  readonly reasoningEffort?: ReasoningEffort;
  readonly temperature?: number;
  readonly topP?: number;
  /** Texts at which it stops. */
  readonly stop?: readonly string[];
  /** As the provider calls it; priced by its own row. */
  readonly serviceTier?: string;
  /** How long the provider keeps what every call begins with; absent: as the adapter does by itself. */
  readonly promptCache?: PromptCache;
  /** Of servers that speak Chat Completions: the field in which they take the output limit. Absent: found out. */
  readonly outputLimitField?: OutputLimitField;
}

export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

/** An hour takes a price of its own, and a provider that keeps anything so long. */
export const promptCaches = ['5m', '1h', 'off'] as const;
export type PromptCache = (typeof promptCaches)[number];

export const outputLimitFields = ['max_tokens', 'max_completion_tokens'] as const;
export type OutputLimitField = (typeof outputLimitFields)[number];

/** The options alone, of what holds them among other fields. */
export function modelOptionsOf(from: ModelOptions): ModelOptions {
  const { reasoningEffort, temperature, topP, stop, serviceTier, promptCache, outputLimitField } = from;
  return given({ reasoningEffort, temperature, topP, stop, serviceTier, promptCache, outputLimitField });
}
