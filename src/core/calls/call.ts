import type { ArgumentsOrigin } from '../guard/arguments-origin.ts';
import type { Failure } from '../values/failure.ts';
import type { Json, JsonObject } from '../values/json.ts';
import type { CallFacts } from './call-facts.ts';

/** A tool call that the model proposed, on its way to an answer. Each has a state of its own. */
export interface Call {
  /** `c<turn>.<index>`, both from 1. */
  readonly id: string;
  readonly turn: number;
  readonly index: number;
  readonly providerCallId: string;
  readonly tool: string;
  /** What the tool's schema made of what was written, once: what is ruled on, approved, keyed and run. */
  readonly arguments: JsonObject;
  /** As the model, or whoever edited it, wrote them; absent where that is the same. */
  readonly written?: JsonObject;
  readonly facts: CallFacts;
  /** Of the arguments as they are; absent where nobody looked. */
  readonly origin?: ArgumentsOrigin;
  readonly verdict?: Verdict;
  /** What `prepare` found out; absent before, and for tools without it. */
  readonly prepared?: PreparedCall;
  /** Approvals asked for so far; the next one's id ends in `r<revision + 1>`. */
  readonly revision: number;
  /** Looks at the world and checks of edits so far; each has an id of its own. */
  readonly looks: number;
  /** The approval that lets this very call run. */
  readonly approvedAs?: string;
  /** The approval by which a person said no to it, or to the same call before. */
  readonly rejectedAs?: string;
  /** Why its last dispatch brought no answer. */
  readonly lastFailure?: Failure;
  /** How often it was sent to its tool: again after a probe found nothing, or with its key where an answer was lost. */
  readonly dispatches: number;
  /** A dispatch of it ended without anybody knowing whether it acted: what a later one refuses proves nothing. */
  readonly mayHaveActed?: true;
  /** Absent: it was sent but once so far, or never. */
  readonly tries?: CallTries;
  readonly progress: CallProgress;
}

/** What became of its dispatches; `attempts` and `lost` since a probe last found nothing. */
export interface CallTries {
  /** Attempts in all. */
  readonly made: number;
  /** Attempts in which the tool ran to its own end or used up its time. */
  readonly attempts: number;
  /** Dispatches that were lost with their worker. */
  readonly lost: number;
  /** How often a probe found nothing, and the call was sent again. */
  readonly resent: number;
}

export interface PreparedCall {
  readonly preview: string;
  readonly before?: Json;
  readonly precondition?: Json;
}

/** An edit that a person asked for, on its way through the same checks as the model's own call. */
export interface PendingEdit {
  /** As they were written; once they are checked, what the tool's schema made of them. */
  readonly arguments: JsonObject;
  readonly by: string;
  readonly reason?: string;
  /** The approval that it takes the place of. */
  readonly approvalId: string;
  readonly checked: boolean;
  /** What the approval was about; set once the edit is checked. */
  readonly asked?: Pick<Call, 'facts' | 'origin' | 'prepared' | 'written' | 'verdict'>;
}

/** Closed union of a call's states; the ones that wait for people or probes are left by their own events. */
export type CallProgress =
  | { readonly state: 'proposed' }
  | { readonly state: 'preparing'; readonly started: boolean; readonly edit?: PendingEdit }
  | { readonly state: 'awaiting-approval'; readonly approvalId: string }
  /** `notBeforeMs`: sent again from then on. */
  | { readonly state: 'ready'; readonly notBeforeMs?: number }
  | { readonly state: 'acting'; readonly sinceMs: number }
  /** The effect is unknown: a probe from `notBeforeMs` on, or a person. */
  | { readonly state: 'settling'; readonly notBeforeMs: number; readonly by: 'probe' | 'probing' | 'person' }
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

/** An activity of this call is under way. */
export function isUnderWay({ progress }: Call): boolean {
  return (
    progress.state === 'acting' ||
    (progress.state === 'preparing' && progress.started) ||
    (progress.state === 'settling' && progress.by === 'probing')
  );
}

/** It is to be sent again, and waits for the time to do so. */
export function waitsForRetry({ progress }: Call, nowMs: number): boolean {
  return progress.state === 'ready' && (progress.notBeforeMs ?? 0) > nowMs;
}

/** Nobody knows yet whether it took effect, and a probe is going to tell. */
export function awaitsProbe({ progress }: Call): boolean {
  return progress.state === 'settling' && progress.by !== 'person';
}
