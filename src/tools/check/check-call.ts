import type { z } from 'zod';
import { controlToolNames, isControlTool } from '../../core/calls/control-tools.ts';
import { maxArgumentBytes } from '../../core/calls/result-limits.ts';
import type { CallCheck } from '../../core/model/model-turn.ts';
import { boundedText } from '../../core/values/bounded-text.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { type JsonObject, jsonBytes } from '../../core/values/json.ts';
import { nearestNames } from '../../core/values/nearest-names.ts';
import { describeIssues } from '../../reports/describe-issues.ts';
import { controlToolSchemas } from '../control/control-tool-schemas.ts';
import type { Tool } from '../define/tool.ts';
import { toolJsonSchema } from '../define/tool-json-schema.ts';
import { parseArguments } from './parse-arguments.ts';
import { parseLeavingOutNulls } from './parse-leaving-out-nulls.ts';
import { toJson } from './to-json.ts';

const maxNames = 32;
const maxFields = 32;
const maxMessageChars = 4_000;

/** A call as the model wrote it. */
export interface ProposedCall {
  readonly tool: string;
  /** JSON text, maybe malformed. */
  readonly argumentsText: string;
}

export interface CheckedCall {
  /**
   * As the model wrote them, well formed; `{}` when the text was no JSON object. What the schema made of them is in the
   * check.
   */
  readonly arguments: JsonObject;
  readonly check: CallCheck;
}

/**
 * Check a proposed call before anything is done with it: the tool exists, the arguments fit, the facts can be told.
 *
 * Null counts as nothing where the schema takes none and does not need the field; nothing else is coerced.
 *
 * The schema is applied here and never again: its output is what the call is about from here on, with the defaults and
 * transformations in it. Never throws. Each refusal is a message for the model that says what is wrong and what exists, capped in length.
 * A tool whose schema or facts throw is refused as broken and so never runs.
 */
export function checkCall(tools: ReadonlyMap<string, Tool>, proposed: ProposedCall): CheckedCall {
  const parsed = parseArguments(proposed.argumentsText);
  const args = parsed.kind === 'ok' ? parsed.arguments : {};
  const tool = tools.get(proposed.tool);
  const schema = tool?.input ?? controlSchema(proposed.tool);
  if (schema === undefined) {
    return { arguments: args, check: invalid('unknown-tool', unknownToolMessage(proposed.tool, tools)) };
  }
  const name = proposed.tool;
  if (parsed.kind === 'malformed') {
    return { arguments: {}, check: invalid('bad-arguments', `Arguments of ${name} ${parsed.message}`) };
  }
  const check = checkArguments(name, schema, args, tool);
  if (parsed.isNull !== true) return { arguments: args, check };
  return check.kind === 'valid'
    ? { arguments: {}, check: { ...check, leftOut: ['all arguments'] } }
    : {
        arguments: {},
        check: invalid('bad-arguments', `Arguments of ${name} are null, not a JSON object. ${check.message}`),
      };
}

function checkArguments(
  name: string,
  schema: z.ZodType,
  args: JsonObject,
  tool: Tool | undefined,
): CallCheck {
  let result: z.ZodSafeParseResult<unknown>;
  let leftOut: readonly string[];
  try {
    ({ result, leftOut } = parseLeavingOutNulls(schema, args));
  } catch (error) {
    return broken(name, 'input schema', error);
  }
  if (!result.success) {
    const issues = describeIssues(result.error.issues).map((text) => `- ${text}`);
    const message = `Arguments of ${name} do not fit its schema:\n${issues.join('\n')}\n${expectedFields(schema)}`;
    return invalid('bad-arguments', message);
  }
  const json = toJson(result.data);
  if (json.kind === 'not-json') return unusable(name, json.found.replace(/^the output\b/, 'the whole'));
  const parsed = json.value;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return unusable(name, 'the whole is no object of named fields');
  }
  const bytes = jsonBytes(parsed);
  if (bytes > maxArgumentBytes) {
    return unusable(name, `it is ${bytes} bytes long, more than the ${maxArgumentBytes} allowed`);
  }
  const changed = {
    ...(canonicalJson(parsed) === canonicalJson(args) ? {} : { arguments: parsed }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
  };
  if (tool === undefined) return { kind: 'valid', facts: { resources: [] }, ...changed };
  try {
    return { kind: 'valid', facts: tool.facts(parsed), ...changed };
  } catch (error) {
    return broken(name, 'facts', error);
  }
}

/** What the schema makes of the arguments is stored, shown and run; so it has to be JSON. */
function unusable(name: string, what: string): CallCheck {
  return invalid(
    'bad-arguments',
    `The tool ${name} is broken: what its input schema makes of the arguments cannot be kept as JSON (${what}). Nothing was run; do not call it again with these arguments.`,
  );
}

function controlSchema(name: string): z.ZodType | undefined {
  return isControlTool(name) ? controlToolSchemas[name] : undefined;
}

function unknownToolMessage(wanted: string, tools: ReadonlyMap<string, Tool>): string {
  const names = nearestNames(wanted, [...tools.keys(), ...controlToolNames]);
  const rest = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  const shown = JSON.stringify(boundedText(wanted, { chars: 64 }));
  return `There is no tool ${shown}. Tools that exist, the closest name first: ${names.slice(0, maxNames).join(', ')}${rest}.`;
}

function expectedFields(schema: z.ZodType): string {
  const { properties = {}, required = [] } = toolJsonSchema(schema) as {
    properties?: Record<string, { type?: unknown; enum?: unknown[] }>;
    required?: string[];
  };
  const fields = Object.entries(properties).map(([field, { type, enum: values }]) => {
    const kind =
      values?.map((value) => JSON.stringify(value)).join(' | ') ??
      (typeof type === 'string' ? type : 'value');
    return `${field} (${kind}${required.includes(field) ? '' : ', optional'})`;
  });
  if (fields.length === 0) return 'Expected: an empty object.';
  const rest = fields.length > maxFields ? ` and ${fields.length - maxFields} more` : '';
  return `Expected fields: ${fields.slice(0, maxFields).join(', ')}${rest}.`;
}

function broken(name: string, part: string, error: unknown): CallCheck {
  const reason = error instanceof Error ? error.message : String(error);
  return invalid(
    'bad-arguments',
    `The tool ${name} is broken: its ${part} failed (${reason}). Nothing was run; do not call it again with these arguments.`,
  );
}

function invalid(reason: 'unknown-tool' | 'bad-arguments', message: string): CallCheck {
  return { kind: 'invalid', reason, message: boundedText(message, { chars: maxMessageChars }) };
}
