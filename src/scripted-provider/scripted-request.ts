/** A model request without its protocol: the same over each that the provider speaks. */
export interface ScriptedRequest {
  readonly model: string;
  readonly system: string;
  readonly messages: readonly ScriptedMessage[];
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
  readonly maxTokens: number | undefined;
}

export type ScriptedMessage =
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls: readonly ScriptedCall[] }
  | {
      readonly role: 'tool';
      readonly content: string;
      readonly toolCallId: string;
      /** Always false in OpenAI's protocol, which cannot say it. */
      readonly isError: boolean;
    };

export interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as JSON text. */
  readonly argumentsText: string;
}

/** What the scripted model answers. */
export interface ScriptedTurn {
  readonly text?: string;
  readonly toolCalls?: readonly {
    /** Default: derived from the request and the call, so equal for equal requests. */
    readonly id?: string;
    readonly name: string;
    /** A string goes out raw and may be malformed. */
    readonly arguments: object | string;
  }[];
  /** `inputTokens` includes cached ones. Default: a quarter of the bytes of request and answer, never zero. */
  readonly usage?: ScriptedUsage | 'missing';
  readonly delayMs?: number;
}

export interface ScriptedUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
}

/**
 * Answers a request from its content alone: no counter, no clock. A worker that was killed sends the request again,
 * and two runs may speak at once; both must get the answer that belongs to them.
 */
export type Script = (request: ScriptedRequest) => ScriptedTurn | Promise<ScriptedTurn>;

/** A turn with everything filled in, as it is written to the wire. */
export interface WrittenTurn {
  readonly text: string;
  readonly toolCalls: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: object | string;
  }[];
  readonly usage: Required<ScriptedUsage>;
}
