import { type Fields, isFields } from '../core/values/fields-of.ts';
import type { ScriptedRequest } from './scripted-request.ts';

/** A call that the request shows with its result. */
export interface ScriptedToolResult {
  readonly name: string;
  readonly argumentsText: string;
  readonly content: string;
  readonly isError: boolean;
}

/** List the answered calls of a request in their order, from message `fromIndex` on. */
export function toolResults(request: ScriptedRequest, fromIndex = 0): ScriptedToolResult[] {
  const calls = request.messages.flatMap((message) =>
    message.role === 'assistant' ? message.toolCalls : [],
  );
  return request.messages.slice(fromIndex).flatMap((message) => {
    if (message.role !== 'tool') return [];
    const call = calls.findLast(({ id }) => id === message.toolCallId);
    if (call === undefined) return [];
    const { name, argumentsText } = call;
    return [{ name, argumentsText, content: message.content, isError: message.isError }];
  });
}

/** Read a result's JSON object; undefined when the tool failed, which over Chat Completions only its text shows. */
export function resultObject(result: ScriptedToolResult): Fields | undefined {
  if (result.isError) return undefined;
  try {
    const value: unknown = JSON.parse(result.content);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
