import type { FilePart } from '../attachments/file-part.ts';

/** Largest task text in UTF-8 bytes. */
export const maxInputBytes = 65_536;
export const maxGreetingBytes = 8_192;
/** Of the whole task as JSON. */
export const maxTaskBytes = 131_072;

/** What somebody asked for; the one argument that starts a run, beside what a continued run carries. */
export interface AgentTask {
  readonly agent: string;
  readonly taskId: string;
  /** The task's text. Optional for a chat, which then waits for the first `say`. */
  readonly input?: string;
  /** Files beside the text. Their bytes follow the argument that starts the run, each file once, in any order. */
  readonly attachments?: readonly FilePart[];
  /** Wait for `say` after each answer instead of ending at the first. For agents declared conversational. */
  readonly chat?: boolean;
  /** The assistant's opening line, not made by a model. */
  readonly greeting?: string;
  /** `provider:model` in place of the agent's own. */
  readonly model?: string;
  readonly budgetNanoUsd?: number;
  readonly maxSteps?: number;
  readonly maxToolCalls?: number;
  readonly wallTimeMs?: number;
  /** Somebody follows the run from its start and wants to see text as it comes. */
  readonly watched?: boolean;
  /** Who asked, as the caller says. */
  readonly startedBy: string;
}
