import type { TokenUsage } from '../budget/usage.ts';
import type { CallFacts } from '../calls/call-facts.ts';
import type { Continuation } from '../context/continuation.ts';
import type { ArgumentsOrigin } from '../guard/arguments-origin.ts';
import type { JsonObject } from '../values/json.ts';
import type { AnswerEnding } from './answer-ending.ts';
import type { UnmadeCall } from './unmade-call.ts';

/** What one model call brought. */
export interface ModelTurn {
  /** For the user: without the model's thoughts, and without the markup of a call that it wrote as text. */
  readonly text: string;
  /** Proposed, and worth something only where the answer is whole: see `callsOf`. */
  readonly calls: readonly ModelCall[];
  readonly usage: TokenUsage;
  readonly costNanoUsd: number;
  readonly ending: AnswerEnding;
  /** Without a call, the answer meant to make one. */
  readonly unmade?: UnmadeCall;
  /** Why the cost is not exact: it is what the usage costs by the known price, and its worst case counts as unsettled too. */
  readonly inexact?: string;
  readonly continuation?: Continuation;
}

/** The calls of an answer that may run: of one that is not whole, none. */
export function callsOf({ ending, calls }: Pick<ModelTurn, 'ending' | 'calls'>): readonly ModelCall[] {
  return ending.kind === 'whole' ? calls : [];
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
      /** Fields in which the model wrote null for nothing, and which count as left out. */
      readonly leftOut?: readonly string[];
      /** Where the arguments, as written, come from, for an agent with a rule that asks. */
      readonly origin?: ArgumentsOrigin;
    }
  | {
      readonly kind: 'invalid';
      readonly reason: 'unknown-tool' | 'bad-arguments';
      /** For the model: what is wrong and what exists. */
      readonly message: string;
    };
