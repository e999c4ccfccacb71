export type EffectClass = 'read' | 'reversible' | 'compensable' | 'irreversible';
export type Idempotency = 'keyed' | 'none';
export type Stakes = 'low' | 'medium' | 'high';

/** What the guard and the scheduler need to know of one call; told by the tool's `facts` from the arguments alone. */
export interface CallFacts {
  readonly stakes?: Stakes;
  /** Things in the outside world that the call reads or changes, as `<kind>:<id>`. */
  readonly resources: readonly string[];
  /** Equal for two calls that mean the same change. */
  readonly intent?: string;
  readonly amountNanoUsd?: number;
  /** How sure the caller is, 0 to 1, where the arguments say. */
  readonly confidence?: number;
  /** One sentence for people: "cancel #W42, ordered by mistake". */
  readonly summary?: string;
}
