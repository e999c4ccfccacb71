import type { z } from 'zod';
import type { CallFacts, EffectClass, Idempotency, Stakes } from '../../core/calls/call-facts.ts';
import type { RetryRule } from '../../core/charter/charter.ts';
import type { Duration } from '../../core/values/duration.ts';
import type { Json } from '../../core/values/json.ts';

/** What a tool is given beside its input. */
export interface ToolContext {
  /** The same for every attempt of one call, and for no other call. */
  readonly idempotencyKey: string;
  /**
   * Aborts at the attempt's deadline, and when its worker shuts down. Of a read, `prepare` and `probe` also when the run is
   * cancelled: a write that has begun is waited for instead.
   */
  readonly signal: AbortSignal;
  /** What `prepare` said must still hold; when it does not, throw `PreconditionChanged`. Absent without `prepare`. */
  readonly precondition?: Json;
  /** The attempt, from 1. For logs; an effect must not depend on it. */
  readonly attempt: number;
  readonly log: ToolLog;
}

/** The part of a pino logger that a tool may use. */
export interface ToolLog {
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

/** What a call would do, found out without doing it. */
export interface Prepared {
  /** For the person who decides: plain lines, at most 4 KiB. */
  preview: string;
  /** What `undo` needs to know of the state before. */
  before?: Json;
  /** What must still hold when the call is executed; `execute` finds it in its context. */
  precondition?: Json;
  /** Facts that only a look at the world can tell; they take the place of those of `facts`. */
  facts?: ToolFacts;
}

/** One effect, as it is handed to what reverses it. */
export interface UndoneEffect<Input, Output> {
  input: Input;
  output: Output;
  before?: Json;
}

export type ProbeResult<Output> =
  | { readonly kind: 'applied'; readonly output: Output }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

export interface ToolFacts {
  stakes?: Stakes;
  /** Things that the call reads or changes, as `<kind>:<id>`; calls that share one run in the model's order. */
  resources?: string[];
  intent?: string;
  amountNanoUsd?: number;
  /** 0 to 1, where the arguments say how sure the caller is. */
  confidence?: number;
  /** One sentence for people: "cancel #W42, ordered by mistake". */
  summary?: string;
}

export interface ToolRetry {
  /** Attempts in all, 1 to 20. */
  maximumAttempts?: number;
  initialInterval?: Duration;
  backoffCoefficient?: number;
  maximumInterval?: Duration;
}

/** A tool as its author writes it. `In` and `Out` are the parsed types of the two schemas. */
export interface ToolDefinition<InputSchema extends z.ZodType, OutputSchema extends z.ZodType> {
  /** What the model calls it; also the activity type. Letters, digits, `_` and `-`, at most 64. */
  name: string;
  description: string;
  /**
   * Applied once to each call, before anything is asked or shown: defaults are drawn and transformations made then. All
   * functions get its output, which has to be JSON.
   */
  input: InputSchema;
  output: OutputSchema;
  effect: EffectClass;
  /** Default: `keyed` for reads. A write must say. */
  idempotency?: Idempotency;
  facts?: (input: z.output<InputSchema>) => ToolFacts;
  /** Of one attempt; default 30 s, with `local` 5 s, which is also the most that `local` takes. */
  timeout?: Duration;
  /**
   * How long after an attempt's deadline its effect may still appear, at most 24 h: the other side may have accepted what
   * it applies later. A probe waits so long, and what it then finds absent is absent.
   *
   * Without it a probe that finds nothing proves nothing: what takes a key is sent again with it, and of what takes none a
   * person has to tell. Only for a write with `probe`.
   */
  commitsWithin?: Duration;
  /**
   * Runs a short, small, repeatable read within the run's own step of work (a local activity), at a third of the price.
   *
   * While it runs, its retries included, it holds back every message and query of its run; so all attempts together
   * end after 30 s. One that a crash interrupts is repeated without counting. Refused on writes, and with `prepare`,
   * `probe` or a queue of its own.
   */
  local?: boolean;
  retry?: ToolRetry;
  /** Whether what it returns may be trusted like the user's own words. Default: `untrusted`. */
  trust?: 'trusted' | 'untrusted';
  /** Looks at what the call would change; must not change anything. The guard rules again on its facts. */
  prepare?: (input: z.output<InputSchema>, context: ToolContext) => Promise<Prepared>;
  execute: (input: z.output<InputSchema>, context: ToolContext) => Promise<z.input<OutputSchema>>;
  /** Post-condition beyond the schema: a text that says what is wrong, or nothing. */
  verify?: (output: z.output<OutputSchema>, input: z.output<InputSchema>) => string | undefined;
  /** Reads back whether an effect happened. Must not change anything. */
  probe?: (input: z.output<InputSchema>, context: ToolContext) => Promise<ProbeResult<z.input<OutputSchema>>>;
  /** Reverses one effect; safe to repeat with the same key. */
  undo?: (
    effect: UndoneEffect<z.output<InputSchema>, z.output<OutputSchema>>,
    context: ToolContext,
  ) => Promise<void>;
  /**
   * Says what changed since the effect so that `undo` would refuse it, or nothing. Must not change anything; for plans.
   * `undo` checks again itself and throws `UndoConflict`.
   */
  undoConflict?: (
    effect: UndoneEffect<z.output<InputSchema>, z.output<OutputSchema>>,
    context: ToolContext,
  ) => Promise<string | undefined>;
}

/** A checked tool with its schemas' types erased, as the rest of the system uses it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
  /** Whether the input schema can be held against what it once gave; one that transforms cannot. */
  readonly takesItsOutput: boolean;
  readonly output: z.ZodType;
  readonly effect: EffectClass;
  readonly idempotency: Idempotency;
  readonly timeoutMs: number;
  readonly commitsWithinMs?: number;
  readonly retry: RetryRule;
  readonly local: boolean;
  facts(input: unknown): CallFacts;
  /** Whether its author gave `facts`. */
  readonly tellsFacts: boolean;
  execute(input: unknown, context: ToolContext): Promise<unknown>;
  verify(output: unknown, input: unknown): string | undefined;
  readonly probe?: (input: unknown, context: ToolContext) => Promise<ProbeResult<unknown>>;
  readonly trust: 'trusted' | 'untrusted';
  /** Of all that a person approves when approving a call of this tool; changes with its declaration. */
  readonly digest: string;
  readonly prepare?: (input: unknown, context: ToolContext) => Promise<Prepared>;
  readonly undo?: (effect: UndoneEffect<unknown, unknown>, context: ToolContext) => Promise<void>;
  readonly undoConflict?: (
    effect: UndoneEffect<unknown, unknown>,
    context: ToolContext,
  ) => Promise<string | undefined>;
}
