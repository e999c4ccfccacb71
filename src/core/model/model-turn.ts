import type { TokenUsage } from '../budget/usage.ts';
import type { CallFacts } from '../calls/call-facts.ts';
import type { Continuation } from '../context/continuation.ts';
import type { ArgumentsOrigin } from '../guard/arguments-origin.ts';
import type { JsonObject } from '../values/json.ts';

/** What one model call brought. */
export interface ModelTurn {
  readonly text: string;
  readonly calls: readonly ModelCall[];
  readonly usage: TokenUsage;
  readonly costNanoUsd: number;
  readonly finishReason: 'stop' | 'tool-calls' | 'length' | 'content-filter' | 'other';
  readonly continuation?: Continuation;
}

/** A proposed call, checked by the worker against the tool's input schema. */
export interface ModelCall {
  readonly providerCallId: string;
  readonly tool: string;
  /** As the model wrote them. */
  readonly arguments: JsonObject;
  /** Their text, cut, where it was not a JSON object; they are `{}` then. */
  readonly malformed?: string;
  readonly check: CallCheck;
}

/** Whether what a person makes of a call fits its tool. `void`: what is asked about cannot run any more, however it is edited. */
export type EditCheck = CallCheck | { readonly kind: 'void'; readonly message: string };

export type CallCheck =
  | {
      readonly kind: 'valid';
      readonly facts: CallFacts;
      /** What the tool's schema made of the arguments, where that is something else: what the call is about. */
      readonly arguments?: JsonObject;
      /** Where the arguments, as written, come from, for an agent with a rule that asks. */
      readonly origin?: ArgumentsOrigin;
    }
  | {
      readonly kind: 'invalid';
      readonly reason: 'unknown-tool' | 'bad-arguments';
      /** For the model: what is wrong and what exists. */
      readonly message: string;
    };
