import type { Continuation } from '../../core/context/continuation.ts';
import type { Message } from '../../core/context/message.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/values/json.ts';

/**
 * Give every message of the assistant the fields that the server put beside one of them, empty where it gave none.
 *
 * A server that wants its reasoning back wants it with every message, also with those that it did not write, or wrote
 * without a thought.
 */
export function withSameMessageFields(messages: readonly Message[]): readonly Message[] {
  const given = messages.flatMap((message) =>
    message.role === 'assistant' && message.continuation ? [message.continuation] : [],
  );
  const model = given.find((one) => sealedOf(one));
  const empty = model && emptied(sealedOf(model) ?? {});
  if (!model || !empty) return messages;
  return messages.map((message) => {
    if (message.role !== 'assistant' || sealedOf(message.continuation)) return message;
    const parts = [{ kind: 'message' as const, sealed: empty }, ...(message.continuation?.parts ?? [])];
    return { ...message, continuation: { model: model.model, parts } };
  });
}

function sealedOf(continuation: Continuation | undefined): JsonObject | undefined {
  return continuation?.parts?.find((part) => part.kind === 'message')?.sealed;
}

/** A signature that is empty is refused; reasoning is not. */
const reasoningFields = ['reasoning_content', 'reasoning'];

/** The same fields of reasoning without any; undefined where there are none. */
function emptied(value: JsonObject): JsonObject | undefined {
  const fields = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    if (typeof member === 'string') return reasoningFields.includes(name) ? [[name, '']] : [];
    const inner = isJsonObject(member) ? emptied(member) : undefined;
    return inner ? [[name, inner]] : [];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
