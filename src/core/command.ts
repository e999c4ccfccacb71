import type { AgentTask } from './agent-task.ts';
import type { CharterModel, CharterTool } from './charter.ts';
import type { JsonObject } from './json.ts';
import type { Message } from './message.ts';
import type { TranscriptHead } from './transcript.ts';

/** Something that may start now. The driver starts each id once and turns its end into an event. */
export type Command =
  | { readonly kind: 'open-run'; readonly id: 'open'; readonly task: AgentTask }
  | {
      readonly kind: 'call-model';
      /** `m<turn>`; `m<turn>.<n>` for the n-th call of a turn whose earlier answers were lost. */
      readonly id: string;
      readonly turn: number;
      readonly model: CharterModel;
      readonly charterDigest: string;
      readonly head: TranscriptHead;
      readonly added: readonly Message[];
    }
  | {
      readonly kind: 'run-tool';
      readonly id: string;
      readonly tool: string;
      readonly policy: CharterTool;
      readonly arguments: JsonObject;
      readonly idempotencyKey: string;
      readonly summary: string;
    }
  /** Cancel a model call on purpose; its end still comes as an event. */
  | { readonly kind: 'abort-model'; readonly id: string; readonly target: string };
