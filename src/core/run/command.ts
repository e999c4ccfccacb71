import type { ApprovalBinding } from '../approvals/approval.ts';
import type { CharterModel, CharterTool } from '../charter/charter.ts';
import type { Message } from '../context/message.ts';
import type { TranscriptHead } from '../context/transcript.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import type { Json, JsonObject } from '../values/json.ts';
import type { AgentTask } from './agent-task.ts';

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
      /** 1, and more only after a probe found that the effect is absent. */
      readonly dispatch: number;
      readonly precondition?: Json;
      readonly approval?: ApprovalBinding & { readonly digest: string };
    }
  | ({ readonly kind: 'prepare-tool'; readonly id: string } & LookAtCall)
  | ({
      readonly kind: 'check-edit';
      readonly id: string;
      /** Where a rule asks for the origin of arguments. */
      readonly window?: {
        readonly turn: number;
        readonly charterDigest: string;
        readonly head: TranscriptHead;
      };
    } & LookAtCall)
  | ({ readonly kind: 'probe-effect'; readonly id: string } & LookAtCall)
  | {
      readonly kind: 'undo-effect';
      /** `<effect id>u<pass>`. */
      readonly id: string;
      readonly effect: LedgerEntry;
      readonly policy: CharterTool;
    }
  /** Cancel a model call on purpose; its end still comes as an event. */
  | { readonly kind: 'abort-model'; readonly id: string; readonly target: string };

/** A look at the world for one call: it changes nothing. */
export interface LookAtCall {
  readonly callId: string;
  readonly tool: string;
  readonly policy: CharterTool;
  readonly arguments: JsonObject;
  readonly idempotencyKey: string;
  /** What the call means, in a person's words. */
  readonly summary: string;
}
