import type { BoundTokens } from '../core/attachments/bound-tokens.ts';
import type { CharterModel } from '../core/charter/charter.ts';
import type { ModelOptions } from '../core/charter/model-options.ts';
import type { Duration } from '../core/values/duration.ts';

/** A model with how it is asked, as an agent's author writes it. What is left out is the provider's default. */
export interface ModelDefinition extends ModelOptions {
  /** `provider:model`. A run may name another, which is asked in the same way. */
  id: string;
  /** Of one answer, its thinking counted; default 4,096. This much is reserved for each call. */
  maxOutputTokens?: number;
  /**
   * The most input tokens that one attached file may come to, by media type or `image/*`: `{ 'image/*': 1_600 }`. What a
   * call with it may cost is reserved by this, so it must hold for every model that a run may name. Text needs none.
   */
  boundTokens?: BoundTokens;
  /** Of one call; default 3 m. A reasoning model may take 10 m and more. */
  timeout?: Duration;
  /** So long a run waits for a provider that is overloaded, limits its rate or cannot be reached; default 15 m. */
  patience?: Duration;
}

/** A checked one, as the charter takes it. */
export interface ModelSettings {
  readonly options: ModelOptions;
  readonly limits: Partial<Pick<CharterModel, 'timeoutMs' | 'patienceMs' | 'boundTokens'>>;
}
