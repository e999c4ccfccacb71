import type { ApprovalBinding } from '../core/approvals/approval.ts';
import type { Charter, CharterModel } from '../core/charter/charter.ts';
import type { ToolResult } from '../core/commands/run-tool.ts';
import type { Message } from '../core/context/message.ts';
import type { TranscriptHead } from '../core/context/transcript.ts';
import type { ModelTurn } from '../core/model/model-turn.ts';
import type { AgentTask } from '../core/run/agent-task.ts';
import type { Json, JsonObject } from '../core/values/json.ts';

export interface OpenRunInput {
  readonly task: AgentTask;
}

/** The window of a run as a worker finds it: in its cache, or by one query. */
export type WindowReference = Pick<CallModelInput, 'turn' | 'charterDigest' | 'head'>;

export interface CallModelInput {
  readonly turn: number;
  /** The charter's digest: instructions and tools come from the worker's cache, or from one `window` query. */
  readonly charterDigest: string;
  readonly model: Pick<CharterModel, 'id' | 'maxOutputTokens' | 'price'>;
  /** What the worker should know already. */
  readonly head: TranscriptHead;
  /** What is new since; the request is prefix and added together. */
  readonly added: readonly Message[];
  readonly origin: Origin;
  /** The execution for which the run knows what resets left behind; absent while it knows of none. */
  readonly pastReadFor?: string;
}

export interface CallModelResult extends ModelTurn {
  /** Hash and length of the transcript that was sent, for the trace. */
  readonly contextHash: string;
}

export interface RunToolInput {
  readonly callId: string;
  readonly arguments: JsonObject;
  /** `<workflowId>/<firstRunId>/<callId>/<arguments digest>/run`, never the attempt. */
  readonly idempotencyKey: string;
  /** What `prepare` said must still hold. */
  readonly precondition?: Json;
  /** Attempts of earlier dispatches; absent for the first. */
  readonly attemptsBefore?: number;
  /** Absent for a read. */
  readonly origin?: Origin;
  /** What a person approved; the worker runs nothing else. */
  readonly approval?: ApprovalBinding & { readonly digest: string };
}

/** Which execution a call comes from. One whose own run id differs was made by a reset, and shares that one's beginning. */
export interface Origin {
  readonly originalRunId: string;
  /** An execution before it in its chain was made by a reset. */
  readonly afterReset?: true;
}

/** A local activity's input: Temporal takes its start-to-close timeout for all attempts together. */
export interface LocalToolInput extends RunToolInput {
  /** Of one attempt. */
  readonly timeoutMs: number;
}

/** How a local activity ended; the marker that keeps it names no call by itself. */
export type LocalToolResult = ToolResult & { readonly callId: string };

/** Input of `<tool>.prepare` and `<tool>.probe`. */
export interface LookInput {
  readonly callId: string;
  readonly arguments: JsonObject;
  readonly idempotencyKey: string;
}

/** Input of `<tool>.settle`: what a person says that the tool returned; without it the tool's probe looks. */
export interface CheckSettlementInput extends LookInput {
  readonly output?: Json;
}

/** Input of `checkCall`: whether arguments that a person edited fit their tool. */
export interface CheckCallInput {
  readonly tool: string;
  /** Of its declaration in the run's charter: what a person approves binds it. */
  readonly toolDigest: string;
  readonly arguments: JsonObject;
  /** What their origin is looked up in, where a rule of the run asks for it. */
  readonly window?: WindowReference;
}

/** Input of `<tool>.undo` and `<tool>.conflict`: one effect and the key of its undo. */
export interface UndoToolInput {
  readonly effectId: string;
  readonly arguments: JsonObject;
  readonly output: Json;
  readonly before?: Json;
  readonly idempotencyKey: string;
  /** An undo before this one may have reversed it. */
  readonly mayBeUndone?: true;
  readonly origin?: Origin;
}

/** Answer of the `window` query: what a worker without the prefix needs to make the next model call. */
export interface WindowView {
  readonly head: TranscriptHead;
  readonly messages: readonly Message[];
  readonly charter: Charter;
}
