import type { ScriptedFile } from './scripted-file.ts';

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
  | {
      readonly role: 'user';
      readonly content: string;
      /** Images and documents, absent without any; a text file stands in `content`. */
      readonly files?: readonly ScriptedFile[];
    }
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

/** How the wire says that an answer ended. Each wire has words of its own for it. */
export const scriptedFinishes = ['whole', 'length', 'refused', 'error', 'unknown'] as const;

/**
 * `whole`: with its calls, or as the last word. `length`: cut at the output limit. `refused`: withheld by a filter or the
 * model. `error`: broken off by the provider, or with no reason at all where a wire has no word for that. `unknown`: with a
 * reason that no client knows.
 */
export type ScriptedFinish = (typeof scriptedFinishes)[number];

/**
 * One piece of reasoning, written as the wire has it: a thinking block, a reasoning item, `reasoning_content`, a thought.
 *
 * `signature` is what has to come back unchanged: a signature, encrypted content. Chat Completions has none. A piece
 * without `text` is a redacted one where the wire knows such.
 */
export interface ScriptedReasoning {
  readonly text?: string;
  readonly signature?: string;
}

/** An answer as it stands on the wire. */
export interface ScriptedRaw {
  /** Default: 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * A text is sent byte by byte. An object is sent as JSON, or, where a stream was asked for and this is an answer of that
   * wire, as its events.
   */
  readonly body: object | string;
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
  /** Default: `whole`. */
  readonly finish?: ScriptedFinish;
  readonly reasoning?: readonly ScriptedReasoning[];
  /** Answers in the place of all else but `delayMs` and `usage`, which the meter takes. */
  readonly raw?: ScriptedRaw;
}

export interface ScriptedUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
}

/** A request as it came over the wire. */
export interface SentRequest {
  readonly path: string;
  /** As parsed; `text` is what it was parsed from. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly streamed: boolean;
}

/**
 * Answers a request from its content alone: no counter, no clock. A worker that was killed sends the request again,
 * and two runs may speak at once; both must get the answer that belongs to them.
 */
export type Script = (request: ScriptedRequest, sent: SentRequest) => ScriptedTurn | Promise<ScriptedTurn>;

/** A turn with everything filled in, as it is written to the wire. */
export interface WrittenTurn {
  readonly text: string;
  readonly toolCalls: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: object | string;
  }[];
  readonly usage: Required<ScriptedUsage>;
  readonly finish: ScriptedFinish;
  readonly reasoning: readonly ScriptedReasoning[];
}
