import type { RunState } from '../run/run-state.ts';

/** What trouble a refusal is to the sender: asked for what cannot be, came at the wrong time, meant nothing, is not let. */
export type RefusalKind = 'usage' | 'conflict' | 'not-found' | 'not-permitted';

/** Why a well-formed message is not taken. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
}

/** What comes of a message: it is taken; it was before, and changes nothing; or it is refused. */
export type Judgement<Code extends string = string> = 'taken' | 'duplicate' | Refusal<Code>;

/** Answer of an update: taken, or why not. A refusal changes nothing. */
export type MessageReceipt<Code extends string = string> = TakenReceipt | RefusedReceipt<Code>;

export interface TakenReceipt {
  readonly accepted: true;
  /** It had been taken before. */
  readonly duplicate?: true;
}

export interface RefusedReceipt<Code extends string = string> {
  readonly accepted: false;
  readonly refusal: Refusal<Code>;
}

/** A message's event before somebody has said when; `TimedFact` says when. */
export interface MessageFact {
  readonly type: string;
}
export type TimedFact<Fact extends MessageFact> = Fact & { readonly atMs: number };

/**
 * All that there is to know about one message, whoever takes it: its payload, its receipt, what is malformed about it, the
 * event it becomes, and why it is refused.
 *
 * The driver that takes it, the client that sends it and the client that finds it in a history go by this alone.
 */
export interface MessageDefinition<
  State,
  Payload,
  Fact extends MessageFact,
  Code extends string,
  Answer extends { readonly accepted: true },
> {
  /** What is malformed, or nothing. A malformed message never becomes an event. */
  malformed(payload: unknown): string | undefined;
  toEvent(payload: Payload): Fact;
  /** Its codes of refusal, and what trouble each is to the sender. */
  readonly refusals: Readonly<Record<Code, RefusalKind>>;
  judge(state: State, event: TimedFact<Fact>): Judgement<Code>;
  /**
   * For a sender who waits for what comes of it: made when it was taken, from the state right after, and asked again
   * whenever that has moved, until it answers. Without it the sender is answered at once.
   */
  answerLater?(event: TimedFact<Fact>, taken: State): LaterAnswer<State, Code, Answer>;
}

export type LaterAnswer<State, Code extends string, Answer> = (
  state: State,
) => Answer | RefusedReceipt<Code> | undefined;

/** What a sender of a row gives, and what an update of it answers. */
export type PayloadOf<Row> =
  Row extends MessageDefinition<infer _State, infer Payload, infer _Fact, infer _Code, infer _Answer>
    ? Payload
    : never;
export type ReceiptOf<Row> =
  Row extends MessageDefinition<infer _State, infer _Payload, infer _Fact, infer Code, infer Answer>
    ? Answer | RefusedReceipt<Code>
    : never;
export type FactOf<Row> =
  Row extends MessageDefinition<infer _State, infer _Payload, infer Fact, infer _Code, infer _Answer>
    ? Fact
    : never;

/**
 * A message of a run, with how it moves the run.
 *
 * The run's `evolve` goes by `judge`, and so does whoever answers the sender: a refusal is the same wherever the message
 * comes from, and a projection of the run's history refuses what the run refused.
 */
export interface RunMessage<
  Payload,
  Fact extends MessageFact,
  Code extends string = never,
  Answer extends { readonly accepted: true } = TakenReceipt,
> extends MessageDefinition<RunState, Payload, Fact, Code, Answer> {
  /** Type of its event. */
  readonly event: Fact['type'];
  /** Move the run on; the message was judged as taken. */
  take(state: RunState, event: TimedFact<Fact>): RunState;
  /** Note a refusal with the run. Without it a refused message leaves no trace. */
  noteRefusal?(state: RunState, event: TimedFact<Fact>, refusal: Refusal<Code>): RunState;
}

/** What trouble a refusal is to the sender of a message; one that its row does not name comes of another version. */
export function kindOfRefusal(refusals: Readonly<Record<string, RefusalKind>>, code: string): RefusalKind {
  return refusals[code] ?? 'usage';
}

/** A row of any table, for whoever goes by the name that came. */
export type AnyMessageDefinition<State, Fact extends MessageFact> = Omit<
  MessageDefinition<State, never, Fact, string, { readonly accepted: true }>,
  'refusals'
>;

/** The event that a message becomes; undefined for one that the table does not know or that is malformed. */
export function readMessage<Fact extends MessageFact>(
  table: Readonly<Record<string, Pick<AnyMessageDefinition<never, Fact>, 'malformed' | 'toEvent'>>>,
  name: string,
  payload: unknown,
  atMs: number,
): TimedFact<Fact> | undefined {
  const message = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!message || message.malformed(payload) !== undefined) return undefined;
  return { ...message.toEvent(payload as never), atMs };
}

export function receiptOf<Code extends string>(judgement: Judgement<Code>): MessageReceipt<Code> {
  if (judgement === 'taken') return { accepted: true };
  return judgement === 'duplicate'
    ? { accepted: true, duplicate: true }
    : { accepted: false, refusal: judgement };
}
