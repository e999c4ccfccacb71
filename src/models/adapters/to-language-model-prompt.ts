import type {
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { FileContents } from '../../core/attachments/file-part.ts';
import type { ContinuationPart } from '../../core/context/continuation.ts';
import type { AssistantMessage, Message, RequestedCall, ToolMessage } from '../../core/context/message.ts';
import type { JsonObject } from '../../core/values/json.ts';
import type { ModelTool } from '../model-port.ts';
import { toPromptPart } from './to-prompt-part.ts';

type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];

/**
 * Turn a sendable transcript into the prompt of an AI SDK provider: instructions as the system message, the rest in order.
 *
 * Tool results in a row become one tool message. A failed result is `error-text`, which Anthropic's wire marks and
 * OpenAI's cannot. Files stand before the text of their message. What the provider sealed in an answer goes back where it stood.
 */
export function toLanguageModelPrompt(
  instructions: string,
  messages: readonly Message[],
  files: FileContents = new Map(),
): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [];
  if (instructions !== '') prompt.push({ role: 'system', content: instructions });
  for (const message of messages) {
    if (message.role === 'tool') appendToolResult(prompt, message);
    else if (message.role === 'user') {
      const attached = (message.attachments ?? []).map((file) => toPromptPart(file, files));
      prompt.push({ role: 'user', content: [...attached, { type: 'text', text: message.content }] });
    } else prompt.push(assistantMessage(message));
  }
  return prompt;
}

/** Turn our tool descriptions into the provider's, schemas unchanged. */
export function toLanguageModelTools(tools: readonly ModelTool[]): LanguageModelV4FunctionTool[] {
  return tools.map(({ name, description, inputSchema }) => ({
    type: 'function',
    name,
    description,
    inputSchema,
  }));
}

function assistantMessage(message: AssistantMessage): LanguageModelV4Message {
  const { content: text, calls, continuation } = message;
  const parts = withAllText(text, continuation?.parts ?? []);
  const content: AssistantContent = [];
  let textAt = 0;
  let callAt = 0;
  let whole: JsonObject | undefined;
  for (const part of parts) {
    if (part.kind === 'message') whole = part.sealed;
    else if (part.kind === 'reasoning') {
      content.push({ type: 'reasoning', text: part.text, providerOptions: asOptions(part.sealed) });
    } else if (part.kind === 'text') {
      content.push(...textParts(text.slice(textAt, textAt + part.chars), part.sealed));
      textAt += part.chars;
    } else content.push(...callParts(calls[callAt++], part.sealed));
  }
  content.push(...calls.slice(callAt).flatMap((call) => callParts(call, undefined)));
  return { role: 'assistant', content, ...(whole && { providerOptions: asOptions(whole) }) };
}

/** Where the text is not what its pieces were cut from, it stands as one piece at the place of the first. */
function withAllText(text: string, parts: readonly ContinuationPart[]): readonly ContinuationPart[] {
  const chars = parts.reduce((sum, part) => sum + (part.kind === 'text' ? part.chars : 0), 0);
  if (chars === text.length) return parts;
  const place = parts.findIndex((part) => part.kind === 'text' || part.kind === 'call');
  const at = place === -1 ? parts.length : place;
  const rest = parts.slice(at).map((part) => (part.kind === 'text' ? { ...part, chars: 0 } : part));
  return [...parts.slice(0, at), { kind: 'text', chars: text.length }, ...rest];
}

function textParts(text: string, sealed: JsonObject | undefined): AssistantContent {
  if (sealed) return [{ type: 'text', text, providerOptions: asOptions(sealed) }];
  // Blank text is refused beside a call as well.
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function callParts(call: RequestedCall | undefined, sealed: JsonObject | undefined): AssistantContent {
  if (!call) return [];
  return [
    {
      type: 'tool-call',
      toolCallId: call.providerCallId,
      toolName: call.tool,
      input: call.arguments,
      ...(sealed && { providerOptions: asOptions(sealed) }),
    },
  ];
}

function asOptions(sealed: JsonObject): SharedV4ProviderOptions {
  return sealed as SharedV4ProviderOptions;
}

function appendToolResult(prompt: LanguageModelV4Prompt, message: ToolMessage): void {
  const result = {
    type: 'tool-result' as const,
    toolCallId: message.providerCallId,
    toolName: message.tool,
    output: {
      type: message.isError ? ('error-text' as const) : ('text' as const),
      value: message.content,
    },
  };
  const last = prompt.at(-1);
  if (last?.role === 'tool') last.content.push(result);
  else prompt.push({ role: 'tool', content: [result] });
}
