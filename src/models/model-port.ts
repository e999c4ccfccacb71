import type { FileContents } from '../core/attachments/file-part.ts';
import type { TokenUsage } from '../core/budget/usage.ts';
import type { ModelOptions, OutputLimitField } from '../core/charter/model-options.ts';
import type { ContinuationPart } from '../core/context/continuation.ts';
import type { Message } from '../core/context/message.ts';
import type { AnswerEnding } from '../core/model/answer-ending.ts';
import type { JsonObject } from '../core/values/json.ts';

/** One request to a model, in our own terms. */
export interface ModelRequest {
  /** The provider's model id, without the `provider:` prefix. */
  readonly model: string;
  readonly instructions: string;
  readonly messages: readonly Message[];
  /** The bytes of all files of the messages. */
  readonly files?: FileContents;
  readonly tools: readonly ModelTool[];
  /** Absent: the model chooses. The tools stay declared whatever is chosen, so that what a provider cached holds. */
  readonly toolChoice?: ToolChoice;
  readonly maxOutputTokens: number;
  /** How the model is asked; absent: by the provider's defaults. */
  readonly options?: ModelOptions;
  readonly signal: AbortSignal;
  /** Hears the answer's text as it comes; the call is then streamed. Its answer is the same. */
  readonly onText?: ((delta: string) => void) | undefined;
}

/** Whether a model may call, must call, or must call one tool. An order that a model cannot be given fails the call. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly tool: string };

export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

export interface ModelAnswer {
  readonly text: string;
  readonly calls: readonly {
    readonly providerCallId: string;
    readonly tool: string;
    /** As the model wrote it: may be malformed. */
    readonly argumentsText: string;
  }[];
  /** Absent when the provider did not say: unknown, never zero. */
  readonly usage: TokenUsage | undefined;
  readonly ending: AnswerEnding;
  /** Its ending says that it holds calls, and it holds none. */
  readonly announcesCalls?: boolean;
  /** The tier that served it, in lower case and `standard` whatever that is called; absent when the provider did not say. */
  readonly servedTier?: string;
  /** Why the usage does not say by itself what it costs. */
  readonly inexact?: string;
  /** What has to come back with this answer; `not-whole` where some of it cannot. */
  readonly continuation?: readonly ContinuationPart[] | 'not-whole' | undefined;
}

/** What a provider is reached with. */
export interface ProviderAccess {
  readonly apiKey: string;
  /** Absent: the provider itself. */
  readonly baseUrl?: string | undefined;
}

/** One wire, as its adapter speaks it; `send` is what its requests go out by. */
export interface WirePort {
  /** The name by which the output limit goes out, where servers of the wire differ on it. */
  readonly outputLimitField?: OutputLimitField;
  generate(request: ModelRequest, send: typeof fetch): Promise<ModelAnswer>;
}

/**
 * One provider family. One HTTP attempt per call, no retries of its own.
 *
 * Throws the provider's own errors; `classify-model-error` says what they mean.
 */
export interface ModelPort {
  generate(request: ModelRequest): Promise<ModelAnswer>;
  /** Find settings that would not be sent as they are asked for, one sentence each. Sends nothing. */
  unsent(request: ModelRequest): Promise<readonly string[]>;
}
