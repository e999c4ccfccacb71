import type { AgentTask } from '../core/agent-task.ts';
import type { Charter, CharterModel } from '../core/charter.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Message } from '../core/message.ts';
import type { ModelTurn } from '../core/model-turn.ts';
import type { TranscriptHead } from '../core/transcript.ts';

/** Activity type names that no tool may take. */
export const activityNames = { openRun: 'openRun', callModel: 'callModel' } as const;

export interface OpenRunInput {
  readonly task: AgentTask;
}
export type OpenRunResult = Charter;

export type { TranscriptHead } from '../core/transcript.ts';

export interface CallModelInput {
  readonly turn: number;
  /** The charter's digest: instructions and tools come from the worker's cache, or from one `window` query. */
  readonly charterDigest: string;
  readonly model: Pick<CharterModel, 'id' | 'maxOutputTokens' | 'price'>;
  /** What the worker should know already. */
  readonly head: TranscriptHead;
  /** What is new since; the request is prefix and added together. */
  readonly added: readonly Message[];
}

export interface CallModelResult extends ModelTurn {
  /** Hash and length of the transcript that was sent, for the trace. */
  readonly contextHash: string;
}

export type { CallCheck, ModelCall } from '../core/model-turn.ts';

export interface RunToolInput {
  readonly callId: string;
  readonly arguments: JsonObject;
  /** `<workflowId>/<firstRunId>/<callId>/<arguments digest>/run`, never the attempt. */
  readonly idempotencyKey: string;
}

/** `rejected`: the tool refused or found nothing and says so to the model; nothing was changed. */
export type RunToolResult =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'rejected'; readonly error: { readonly type: string; readonly message: string } };

/** Answer of the `window` query: what a worker without the prefix needs to make the next model call. */
export interface WindowView {
  readonly head: TranscriptHead;
  readonly messages: readonly Message[];
  readonly charter: Charter;
}
