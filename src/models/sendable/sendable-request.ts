import type { AssistantMessage, Message, ToolMessage } from '../../core/context/message.ts';
import type { JsonObject } from '../../core/values/json.ts';
import { wellFormedJson } from '../../core/values/well-formed-json.ts';
import type { ModelAnswer, ModelRequest, ModelTool, ToolChoice } from '../model-port.ts';
import { alternateRoles } from './alternate-roles.ts';
import { outwardCallIds } from './outward-call-ids.ts';
import { outwardNames } from './outward-names.ts';
import { renameFields, renameFieldsInText } from './rename-fields.ts';
import { withSameMessageFields } from './same-message-fields.ts';
import { sendableSchema } from './sendable-schema.ts';
import type { WireRules } from './wire-rules.ts';

type AnsweredCall = ModelAnswer['calls'][number];

/** A request that no server of its wire refuses for what a model, a tool or a user wrote. */
export interface SendableRequest {
  readonly instructions: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ModelTool[];
  readonly toolChoice: ToolChoice | undefined;
  /** Give a call of the answer the names by which the run knows its tool and its fields. */
  readonly readCall: (call: AnsweredCall) => AnsweredCall;
}

/**
 * Make a transcript and its tools sendable: the one place where what goes back to a model is brought into its wire's rules.
 *
 * Pure, and the same for the same messages each time: what was sent once is sent alike ever after. Tool names and call
 * ids that the wire refuses get others, the same in call and result; half surrogate pairs become U+FFFD; blank text is
 * left out, with its message where nothing else is in it; arguments that were no JSON go back as they were written, in a
 * field of an object; roles are brought in order where servers ask for it.
 */
export function sendableRequest(
  request: Pick<ModelRequest, 'instructions' | 'messages' | 'tools' | 'toolChoice'>,
  rules: WireRules,
): SendableRequest {
  const names = outwardNames(
    request.tools.map(({ name }) => name),
    rules.toolName,
  );
  const schemas = new Map(
    request.tools.map((tool) => [tool.name, sendableSchema(tool.inputSchema, rules.schema)]),
  );
  const ids = outwardCallIds(request.messages, rules.callId);
  const fieldsOf = (tool: string): ReadonlyMap<string, string> => schemas.get(tool)?.fieldNames ?? new Map();

  const assistant = (message: AssistantMessage): AssistantMessage => ({
    ...message,
    content: isBlank(message.content) ? '' : message.content.toWellFormed(),
    calls: message.calls.map((call) => ({
      ...call,
      providerCallId: ids.get(call.id) ?? call.providerCallId,
      tool: names.toWire(call.tool),
      arguments: wellFormedJson(
        call.malformed === undefined
          ? renameFields(call.arguments, fieldsOf(call.tool))
          : { [malformedField]: call.malformed },
      ),
    })),
  });
  const result = (message: ToolMessage): ToolMessage => ({
    ...message,
    providerCallId: ids.get(message.callId) ?? message.providerCallId,
    tool: names.toWire(message.tool),
    content: message.content.toWellFormed(),
  });
  const messages = request.messages.flatMap((message): Message[] => {
    if (message.role === 'tool') return [result(message)];
    if (message.role === 'user') {
      return [
        { ...message, content: isBlank(message.content) ? blankWords : message.content.toWellFormed() },
      ];
    }
    return isBlank(message.content) && message.calls.length === 0 ? [] : [assistant(message)];
  });
  return {
    instructions: isBlank(request.instructions) ? '' : request.instructions.toWellFormed(),
    messages: withSameMessageFields(rules.rolesAlternate ? alternateRoles(messages) : messages),
    tools: request.tools.map((tool) => ({
      name: names.toWire(tool.name),
      description: tool.description.toWellFormed(),
      inputSchema: schemas.get(tool.name)?.schema ?? ({} satisfies JsonObject),
    })),
    toolChoice: chosen(request.toolChoice, names.toWire),
    readCall: (call) => {
      const tool = names.fromWire(call.tool);
      const inwards = new Map([...fieldsOf(tool)].map(([own, wire]) => [wire, own]));
      return { ...call, tool, argumentsText: renameFieldsInText(call.argumentsText, inwards) };
    },
  };
}

function chosen(choice: ToolChoice | undefined, toWire: (name: string) => string): ToolChoice | undefined {
  return typeof choice === 'object' ? { tool: toWire(choice.tool) } : choice;
}

/** Holds what a model wrote in place of a JSON object. */
const malformedField = 'arguments_as_written';

/** What a user said who said nothing: an empty text is refused, and a missing turn confuses. */
const blankWords = '(no words)';

/** Of white space alone, also of what only other languages than ours count as such. */
function isBlank(text: string): boolean {
  return /^[\s\u0085\u001c-\u001f]*$/.test(text);
}
