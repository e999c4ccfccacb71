import type { AssistantMessage, Message } from './message.ts';

/**
 * Choose what of a window's continuation goes back to a model: all of it, or none.
 *
 * None where some of it is another model's, or could not be kept: a part of it is refused, and all of it may be left out.
 */
export function returnedTo(model: string, messages: readonly Message[]): readonly Message[] {
  const all = messages.flatMap((message) =>
    message.role === 'assistant' && message.continuation ? [message.continuation] : [],
  );
  const goesBack = all.every((one) => one.model === model && one.parts !== undefined);
  return goesBack ? messages : messages.map(withoutContinuation);
}

/** A message as every other path takes it: to another model, or under a prefix that was rewritten. */
export function withoutContinuation(message: Message): Message {
  if (message.role !== 'assistant' || message.continuation === undefined) return message;
  const { continuation: _, ...rest }: AssistantMessage = message;
  return rest;
}
