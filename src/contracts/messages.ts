/** Payloads of the messages that a run takes: one object each. */

export interface SayMessage {
  readonly message: string;
  /** Makes a repeated delivery one message. */
  readonly messageId: string;
  readonly by?: string;
}

export interface EndConversationMessage {
  readonly by?: string;
}

export interface PauseMessage {
  readonly by?: string;
}

export interface ResumeMessage {
  readonly by?: string;
}

export interface CancelRunMessage {
  readonly by: string;
  readonly reason?: string;
}

/** Answer of an update: taken, or why not. A refusal changes nothing. */
export type MessageReceipt =
  | { readonly accepted: true; readonly duplicate?: true }
  | { readonly accepted: false; readonly refusal: { readonly code: RefusalCode; readonly message: string } };

export type RefusalCode =
  | 'run-closed'
  | 'not-conversational'
  | 'too-large'
  | 'already-paused'
  | 'not-paused'
  | 'inbox-full';
