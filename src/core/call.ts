import type { CallFacts } from './call-facts.ts';
import type { JsonObject } from './json.ts';

/** A tool call that the model proposed, on its way to an answer. Each has a state of its own. */
export interface Call {
  /** `c<turn>.<index>`, both from 1. */
  readonly id: string;
  readonly turn: number;
  readonly index: number;
  readonly providerCallId: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly facts: CallFacts;
  readonly verdict?: Verdict;
  readonly progress: CallProgress;
}

/** Closed union of a call's states; the ones that wait for people or probes are left by their own events. */
export type CallProgress =
  | { readonly state: 'proposed' }
  | { readonly state: 'preparing' }
  | { readonly state: 'awaiting-approval'; readonly approvalId: string }
  | { readonly state: 'ready' }
  | { readonly state: 'acting' }
  | { readonly state: 'settling' }
  | { readonly state: 'answered'; readonly answer: CallAnswer };

export interface CallAnswer {
  /** What the model reads. */
  readonly content: string;
  readonly isError: boolean;
}

/** The guard's ruling on one call. */
export type Verdict =
  | { readonly kind: 'allow'; readonly rule: string }
  | { readonly kind: 'deny'; readonly rule: string; readonly reason: string }
  | { readonly kind: 'ask'; readonly rule: string; readonly reason: string }
  | { readonly kind: 'escalate'; readonly rule: string; readonly reason: string };

export function isAnswered(call: Call): boolean {
  return call.progress.state === 'answered';
}

/** Give a call its answer; a second answer to the same call is ignored. */
export function answerCall(call: Call, answer: CallAnswer): Call {
  return isAnswered(call) ? call : { ...call, progress: { state: 'answered', answer } };
}
