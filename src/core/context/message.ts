import type { FilePart } from '../attachments/file-part.ts';
import type { JsonObject } from '../values/json.ts';
import type { Continuation } from './continuation.ts';

/** One entry of the transcript, as the model sees it. Provider formats are made from it by the adapters. */
export type Message = UserMessage | AssistantMessage | ToolMessage;

export interface UserMessage {
  readonly role: 'user';
  readonly content: string;
  /** Before its text, as providers advise. */
  readonly attachments?: readonly FilePart[];
  /** Survives every rewrite of the window: the agent task itself, for instance. */
  readonly pinned?: boolean;
}

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: string;
  readonly calls: readonly RequestedCall[];
  readonly continuation?: Continuation;
}

/** A call as the model wrote it. */
export interface RequestedCall {
  /** `c<turn>.<index>`, both from 1. */
  readonly id: string;
  /** The provider's own id, sent back with the result. */
  readonly providerCallId: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  /** The arguments' text, cut, where it was not a JSON object; they are `{}` then. */
  readonly malformed?: string;
}

export interface ToolMessage {
  readonly role: 'tool';
  readonly callId: string;
  readonly providerCallId: string;
  readonly tool: string;
  /** What the model reads: the output's JSON text, a plain string output as it is, or an error's message. */
  readonly content: string;
  readonly isError: boolean;
}
