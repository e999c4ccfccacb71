import type {
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import type { AssistantMessage, Message, ToolMessage } from '../../core/context/message.ts';
import { wellFormedJson } from '../../core/values/well-formed-json.ts';
import type { ModelTool } from '../model-port.ts';

/**
 * Turn our transcript into the prompt of an AI SDK provider: instructions as the system message, the rest in order.
 *
 * Tool results in a row become one tool message. A failed result is `error-text`, which Anthropic's wire marks and
 * OpenAI's cannot. An assistant message with neither text nor calls is left out: providers refuse it, and so they do
 * a request with half a surrogate pair anywhere in it, which becomes U+FFFD.
 */
export function toLanguageModelPrompt(
  instructions: string,
  messages: readonly Message[],
): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [];
  if (instructions !== '') prompt.push({ role: 'system', content: instructions.toWellFormed() });
  for (const message of messages) {
    if (message.role === 'tool') appendToolResult(prompt, message);
    else if (message.role === 'user') {
      prompt.push({ role: 'user', content: [{ type: 'text', text: message.content.toWellFormed() }] });
    } else if (message.content !== '' || message.calls.length > 0) {
      prompt.push(assistantMessage(message));
    }
  }
  return prompt;
}

/** Turn our tool descriptions into the provider's, schemas unchanged but for broken surrogate pairs. */
export function toLanguageModelTools(tools: readonly ModelTool[]): LanguageModelV4FunctionTool[] {
  return tools.map((tool) => ({
    type: 'function',
    name: tool.name,
    description: tool.description.toWellFormed(),
    inputSchema: wellFormedJson(tool.inputSchema),
  }));
}

function assistantMessage(message: AssistantMessage): LanguageModelV4Message {
  return {
    role: 'assistant',
    content: [
      ...(message.content === '' ? [] : [{ type: 'text' as const, text: message.content.toWellFormed() }]),
      ...message.calls.map((call) => ({
        type: 'tool-call' as const,
        toolCallId: call.providerCallId.toWellFormed(),
        toolName: call.tool.toWellFormed(),
        input: wellFormedJson(call.arguments ?? {}),
      })),
    ],
  };
}

function appendToolResult(prompt: LanguageModelV4Prompt, message: ToolMessage): void {
  const result = {
    type: 'tool-result' as const,
    toolCallId: message.providerCallId.toWellFormed(),
    toolName: message.tool.toWellFormed(),
    output: {
      type: message.isError ? ('error-text' as const) : ('text' as const),
      value: message.content.toWellFormed(),
    },
  };
  const last = prompt.at(-1);
  if (last?.role === 'tool') last.content.push(result);
  else prompt.push({ role: 'tool', content: [result] });
}
