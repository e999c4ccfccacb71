import type { ApprovalState, DecisionKind } from '../approvals/approval.ts';
import type { BoundTokens } from '../attachments/bound-tokens.ts';
import type { FilePart } from '../attachments/file-part.ts';
import type { RefusedCalls } from '../calls/refused-calls.ts';
import type { ModelOptions } from '../charter/model-options.ts';
import type { Effect } from '../effects/effect.ts';
import type { RunOutcome } from '../run/outcome.ts';
import type { JsonObject } from '../values/json.ts';
import type { NextAction } from './next-action.ts';

/** `holdfast.run/v1` as the workflow itself tells it: answer of the `status` query and result of a closed run. */
export interface RunView {
  readonly schema: 'holdfast.run/v1';
  readonly id: string;
  readonly taskId: string;
  readonly agent: string;
  readonly agentVersion?: string;
  readonly charterDigest?: string;
  readonly state: RunStateName;
  readonly phase: RunPhase;
  /** 0 to 100: done plan steps where the model keeps a plan, else by state. */
  readonly progress: number;
  readonly currentStep?: string;
  readonly canCancel: boolean;
  readonly startedBy: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly closedAt?: string;
  readonly outcome?: RunOutcome;
  readonly totals: RunTotals;
  /** In executions that resets in Temporal left behind, beside `totals`; absent for a run that was never reset. */
  readonly spentBeforeReset?: SpentBeforeReset;
  readonly budget?: BudgetView;
  /** What the model proposed and nothing ran; absent while there is no such call. */
  readonly refusedCalls?: RefusedCalls;
  /** In the order of their calls, as in the trace; effects too. */
  readonly approvals: readonly ApprovalView[];
  readonly effects: readonly Effect[];
  readonly lastMessage?: string;
  /** Files of the messages that its model sees, each once; absent without any. */
  readonly attachments?: readonly AttachmentView[];
  /** Which model it asks, and how; absent until its rules are resolved. */
  readonly model?: ModelView;
  /** Of a run whose model's provider does not answer for now. */
  readonly awaitingProvider?: ProviderWaitView;
  /** The question of an open `ask_user`. */
  readonly question?: string;
  /** What a person can do with it as it stands, what it waits for first. */
  readonly next: readonly NextAction[];
  /** The last known state; no worker could be asked. */
  readonly stale?: true;
  /** Of a stale one: why its workers make no step of it. */
  readonly stalled?: StallView;
}

/** A file that a user attached. Its bytes stand in the run's history alone. */
export type AttachmentView = Omit<FilePart, 'type'>;

/** An open question, or one of the last decided ones. */
export interface ApprovalView {
  readonly id: string;
  readonly call: string;
  readonly turn: number;
  readonly tool: string;
  /** What the tool gets, after defaults and transformations. */
  readonly arguments: JsonObject;
  /** Fields of the arguments that the tool's schema filled in; absent without any. */
  readonly filledIn?: readonly string[];
  readonly preview: string;
  /** Whether the call's tool can take back what it does. */
  readonly undoable?: boolean;
  readonly digest: string;
  readonly rule: string;
  readonly reason: string;
  readonly approvers?: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly deadline?: string;
  readonly decisions: readonly DecisionView[];
  readonly state: ApprovalState;
  /** Of a void one: what changed, so that the call did not run. */
  readonly voidedBy?: string;
}

export interface DecisionView {
  readonly decision: DecisionKind;
  /** As the caller said; nothing proves it. */
  readonly by: string;
  readonly at: string;
  readonly reason?: string;
  readonly accepted: boolean;
  readonly refusal?: string;
}

export interface ModelView extends ModelOptions {
  readonly id: string;
  readonly maxOutputTokens: number;
  /** Of one call. */
  readonly timeoutMs: number;
  /** So long it waits for a provider that is away. */
  readonly patienceMs: number;
  /** As its agent declares; absent without. */
  readonly boundTokens?: BoundTokens;
}

/** What a run waits for whose provider is away: since when, until when it will, and when it asks next. */
export interface ProviderWaitView {
  readonly model: string;
  /** What the provider last said. */
  readonly reason: string;
  /** ISO 8601, as the others. */
  readonly since: string;
  /** Then it gives up. */
  readonly until: string;
  /** Absent while it is being asked. */
  readonly nextTry?: string;
  /** How often it was asked in vain, each short retry counted, as a trace counts attempts. */
  readonly asked: number;
}

/** How a run may stand. */
export const runStateNames = [
  'running',
  'awaiting-provider',
  'awaiting-approval',
  'awaiting-user',
  'awaiting-human',
  'paused',
  'undoing',
  'closed',
] as const;

export type RunStateName = (typeof runStateNames)[number];

/** Whether only a person can move on a run that stands so. */
export function waitsForPeople(state: RunStateName): boolean {
  return state !== 'awaiting-provider' && (state === 'paused' || state.startsWith('awaiting-'));
}

export type RunPhase = 'planning' | 'executing' | 'reviewing' | 'complete';

export interface RunTotals {
  readonly turns: number;
  /** Dispatched calls, lost ones included. */
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  /** Of calls whose bill is known; cached tokens are included. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  /** Worst case of calls whose bill nobody knows. */
  readonly unsettledNanoUsd: number;
  readonly durationMs: number;
  readonly humanWaitMs: number;
}

/** Why a run makes no step: each worker that takes it up fails, and it is tried again until it succeeds. */
export interface StallView {
  /** As Temporal was told at first. */
  readonly reason: string;
  readonly since: string;
  readonly attempts: number;
}

/** What such executions did that the run itself does not know of. */
export interface SpentBeforeReset {
  readonly executions: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly costNanoUsd: number;
  /** Worst case of calls whose bill nobody knows. */
  readonly unsettledNanoUsd: number;
  /** Executions whose histories are not kept any more: what they did is not in these figures. */
  readonly unread?: number;
}

export interface BudgetView {
  readonly hardNanoUsd: number;
  readonly softNanoUsd: number;
  readonly spentNanoUsd: number;
  readonly reservedNanoUsd: number;
  readonly softReached: boolean;
}
