import type { EffectState } from '../effects/effect.ts';
import type { SettledOutcome } from '../effects/effect-settled.ts';
import type { Json } from '../values/json.ts';
import type { UndoTries } from './counted-tries.ts';

/** What people say of effects, while it is held against their tools, and what came of it. */
export interface Settlements {
  /** How many there were so far, those included that had nothing to be checked. */
  readonly count: number;
  readonly open: readonly Settlement[];
  /** Those that ended since there was last nothing to check, for those who wait for them. */
  readonly ended: readonly EndedSettlement[];
}

export interface Settlement {
  readonly number: number;
  readonly effectId: string;
  readonly by: string;
  /**
   * `result`: a person says what the tool returned. `probe`: a person settles it, and the probe is to bear them out.
   * `look`: only the probe tells.
   */
  readonly rests: 'result' | 'probe' | 'look';
  /** What the person says; absent where they leave it to the probe. */
  readonly outcome?: SettledOutcome;
  readonly output?: Json;
  readonly started?: true;
  /** Of its check; absent while none of its dispatches came back. */
  readonly tries?: UndoTries;
}

export interface EndedSettlement {
  readonly number: number;
  readonly end: SettlementEnd;
}

export type SettlementEnd =
  | ({ readonly kind: 'taken' } & SettlementFindings)
  | {
      readonly kind: 'refused';
      readonly refusal: { readonly code: SettlementRefusal; readonly message: string };
    };

/** How an effect stands, now that it was settled or looked for. */
export interface SettlementFindings {
  readonly state: EffectState;
  /** What the probe found, where it looked. */
  readonly found?: 'applied' | 'absent' | 'unknown';
  /** Why the effect was left as it was. */
  readonly because?: string;
}

/** Answer to `settleEffect` and `probeEffect`: how the effect stands then. */
export interface SettlementReceipt extends SettlementFindings {
  readonly accepted: true;
}

/** Why a word about an effect is not taken; those after the check come with its end. */
export type SettlementRefusal =
  | 'unknown-effect'
  | 'nothing-to-settle'
  | 'being-settled'
  | 'being-undone'
  | 'result-missing'
  | 'not-checkable'
  | 'result-misfit'
  | 'result-unchecked'
  | 'probe-differs';
