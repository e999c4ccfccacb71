import {
  CancellationScope,
  condition,
  defineSignal,
  defineUpdate,
  log,
  setHandler,
} from '@temporalio/workflow';
import { withSentSizes } from '../../core/attachments/read-files.ts';
import {
  type AnyMessageDefinition,
  type Judgement,
  type MessageFact,
  type MessageReceipt,
  receiptOf,
  type TimedFact,
} from '../../core/messages/message.ts';

/** What takes messages in. It judges each by the event that it becomes, and the event moves it by the same judgement. */
export interface MessageTaker<State, Fact extends MessageFact> {
  state(): State;
  judge(state: State, event: TimedFact<Fact>): Judgement;
  apply(event: TimedFact<Fact>): void;
}

/** Take a message as a signal. Nobody hears of one that is malformed or refused, so the log tells. */
export function takeSignal<State, Fact extends MessageFact>(
  name: string,
  message: AnyMessageDefinition<State, Fact>,
  taker: MessageTaker<State, Fact>,
): void {
  setHandler(defineSignal<unknown[]>(name), (first, ...files) => {
    const payload = withSentSizes(first, files);
    const malformed = message.malformed(payload);
    const receipt = malformed === undefined ? receiptOf(take(message, payload, taker).judgement) : undefined;
    if (receipt?.accepted !== true) log.warn('signal not taken', { signal: name, malformed, receipt });
  });
}

/**
 * Take a message as an update: a malformed one never enters history, any other is answered.
 *
 * A handler validates, applies the event and tells the judgement; where more is to come of it, it waits for the main loop
 * to bring that, and itself starts no activity.
 */
export function takeUpdate<State, Fact extends MessageFact>(
  name: string,
  message: AnyMessageDefinition<State, Fact>,
  taker: MessageTaker<State, Fact>,
): void {
  const answer = async (...[first, ...files]: unknown[]): Promise<MessageReceipt> => {
    const { event, judgement } = take(message, withSentSizes(first, files), taker);
    const later = judgement === 'taken' ? message.answerLater?.(event, taker.state()) : undefined;
    return later ? untilAnswered(() => later(taker.state())) : receiptOf(judgement);
  };
  setHandler(defineUpdate<MessageReceipt, unknown[]>(name), answer, {
    validator: (...[payload]) => {
      const malformed = message.malformed(payload);
      if (malformed !== undefined) throw new TypeError(malformed);
    },
  });
}

function take<State, Fact extends MessageFact>(
  message: AnyMessageDefinition<State, Fact>,
  payload: unknown,
  taker: MessageTaker<State, Fact>,
): { readonly event: TimedFact<Fact>; readonly judgement: Judgement } {
  const event = { ...message.toEvent(payload as never), atMs: Date.now() };
  const judgement = taker.judge(taker.state(), event);
  taker.apply(event);
  return { event, judgement };
}

/** A cancellation of the workflow is a request that the main loop brings to its end as well. */
async function untilAnswered<Receipt>(ask: () => Receipt | undefined): Promise<Receipt> {
  let receipt: Receipt | undefined;
  await CancellationScope.nonCancellable(() =>
    condition(() => {
      receipt = ask();
      return receipt !== undefined;
    }),
  );
  return receipt as Receipt;
}
