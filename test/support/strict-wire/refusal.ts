import { Ajv2020 } from 'ajv/dist/2020.js';

/** The four wires, by the name of their port. */
export type WireName = 'anthropic' | 'openAi' | 'openAiChat' | 'google';

type Wire = Record<string, unknown>;

/**
 * Say why a provider refuses a request, from the published rules of its wire and from refusals that people reported.
 *
 * Undefined for one that is taken. Of each wire the strictest server counts: roles that alternate, ids of forty
 * characters, arguments that have to be JSON.
 */
export function refusalOf(wire: WireName, raw: string): string | undefined {
  const body = JSON.parse(raw) as Wire;
  if (hasHalfPair(body))
    return 'We could not parse the JSON body of your request: no low surrogate in string';
  return schemaRefusal(wire, body) ?? rules[wire](body);
}

const rules: Readonly<Record<WireName, (body: Wire) => string | undefined>> = {
  anthropic: refusedByMessages,
  openAi: refusedByResponses,
  openAiChat: refusedByChat,
  google: refusedByGemini,
};

const list = (value: unknown): Wire[] => (Array.isArray(value) ? (value as Wire[]) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** As Python counts white space. */
const isBlank = (value: unknown): boolean => /^[\s\u0085\u001c-\u001f]*$/.test(text(value));

function refusedByMessages(body: Wire): string | undefined {
  const system = typeof body['system'] === 'string' ? [{ text: body['system'] }] : list(body['system']);
  if (system.some((block) => isBlank(block['text']))) return 'system: text content blocks must be non-empty';
  const ids = new Set<string>();
  let open: string[] = [];
  let previous = '';
  let marks = system.filter((block) => block['cache_control']).length;
  marks += list(body['tools']).filter((tool) => tool['cache_control']).length;
  for (const [i, message] of list(body['messages']).entries()) {
    const role = text(message['role']);
    if (i === 0 && role !== 'user') return 'messages: first message must use the "user" role';
    if (role === previous) return 'messages: roles must alternate between "user" and "assistant"';
    previous = role;
    const blocks =
      typeof message['content'] === 'string'
        ? [{ type: 'text', text: message['content'] } as Wire]
        : list(message['content']);
    if (blocks.length === 0) return `messages.${i}: all messages must have non-empty content`;
    const results = blocks.filter((block) => block['type'] === 'tool_result');
    for (const id of open) {
      if (!results.some((one) => one['tool_use_id'] === id))
        return `messages.${i}: tool_use ids were found without tool_result blocks immediately after: ${id}`;
    }
    for (const one of results) {
      if (!open.includes(text(one['tool_use_id'])))
        return `messages.${i}: unexpected tool_use_id found in tool_result blocks: ${text(one['tool_use_id'])}`;
    }
    open = [];
    for (const block of blocks) {
      if (block['cache_control']) marks++;
      if (block['type'] === 'text' && isBlank(block['text']))
        return 'messages: text content blocks must contain non-whitespace text';
      if (block['type'] === 'thinking' && typeof block['signature'] !== 'string')
        return `messages.${i}.content: thinking.signature: Field required`;
      if (block['type'] !== 'tool_use') continue;
      const [id, name] = [text(block['id']), text(block['name'])];
      if (ids.has(id)) return 'messages: `tool_use` ids must be unique';
      if (!/^[a-zA-Z0-9_-]+$/.test(id)) return `messages.${i}: tool_use.id: String should match pattern`;
      if (!/^[a-zA-Z0-9_-]{1,128}$/.test(name))
        return `messages.${i}: tool_use.name: String should match pattern`;
      if (!isObject(block['input']))
        return `messages.${i}: tool_use.input: Input should be a valid dictionary`;
      ids.add(id);
      open.push(id);
    }
  }
  if (open.length > 0) return 'messages: tool_use ids were found without tool_result blocks';
  if (previous !== 'user') return 'This model does not support assistant message prefill';
  return marks > 4 ? 'A maximum of 4 blocks with cache_control may be provided' : undefined;
}

function refusedByResponses(body: Wire): string | undefined {
  const open = new Map<string, number>();
  for (const [i, item] of list(body['input']).entries()) {
    const id = text(item['call_id']);
    if (item['type'] === 'function_call') {
      if (!/^[a-zA-Z0-9_-]{1,64}$/.test(text(item['name'])))
        return `Invalid 'input[${i}].name': string does not match pattern. Expected ^[a-zA-Z0-9_-]+$`;
      if (!isJsonObject(item['arguments'])) return `Invalid 'input[${i}].arguments': expected a JSON object`;
      if (id === '' || id.length > 64) return `Invalid 'input[${i}].call_id': 1 to 64 characters`;
      if (open.has(id)) return `Duplicate value for 'call_id' of '${id}'`;
      open.set(id, i);
    }
    if (item['type'] === 'function_call_output' && !open.has(id))
      return `No tool call found for function call output with call_id ${id}.`;
    if (item['type'] === 'reasoning' && text(item['encrypted_content']) === '')
      return `Item with id '${text(item['id'])}' not found. Items are not persisted when store is set to false.`;
  }
  const answered = list(body['input']).filter((item) => item['type'] === 'function_call_output');
  return answered.length < open.size ? 'No tool output found for function call' : undefined;
}

function refusedByChat(body: Wire): string | undefined {
  const seen = new Set<string>();
  let pending: string[] = [];
  let previous = '';
  for (const [i, message] of list(body['messages']).entries()) {
    const role = text(message['role']);
    if (role === 'assistant') {
      if (previous === '' || previous === 'system')
        return 'After the optional system message, conversation roles must alternate user/assistant/…';
      const calls = list(message['tool_calls']);
      if (calls.length === 0 && text(message['content']) === '') return `messages[${i}]: content is required`;
      for (const call of calls) {
        const called = (call['function'] ?? {}) as Wire;
        const id = text(call['id']);
        if (!/^[a-zA-Z0-9_-]{1,64}$/.test(text(called['name'])))
          return `Invalid 'messages[${i}].tool_calls.function.name': string does not match pattern`;
        if (!isJsonObject(called['arguments'])) return `messages[${i}]: function.arguments is not valid JSON`;
        if (id === '' || id.length > 40) return `Invalid 'messages[${i}].tool_calls.id': 1 to 40 characters`;
        if (seen.has(id)) return `Duplicate value for 'tool_call_id' of '${id}' in message[${i}]`;
        seen.add(id);
        pending.push(id);
      }
    } else if (role === 'tool') {
      if (!pending.includes(text(message['tool_call_id'])))
        return "messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
      pending = pending.filter((id) => id !== message['tool_call_id']);
    } else if (role === 'user') {
      if (pending.length > 0) return `'tool_calls' must be followed by tool messages: ${pending.join()}`;
      if (previous === 'tool') return "Unexpected role 'user' after role 'tool'";
      if (previous === 'user') return 'Conversation roles must alternate user/assistant/user/assistant/…';
    }
    previous = role;
  }
  return pending.length > 0 ? `'tool_calls' must be followed by tool messages: ${pending.join()}` : undefined;
}

function refusedByGemini(body: Wire): string | undefined {
  let called: string[] = [];
  for (const [i, content] of list(body['contents']).entries()) {
    if (i === 0 && content['role'] !== 'user')
      return 'Please ensure that multiturn requests start with a user turn';
    const parts = list(content['parts']);
    if (parts.length === 0) return `contents[${i}].parts: must include at least one parts field`;
    const answers = parts.flatMap((part) =>
      isObject(part['functionResponse']) ? [part['functionResponse']] : [],
    );
    if (called.length > 0 && answers.length !== called.length)
      return 'Please ensure that the number of function response parts is equal to the number of function call parts';
    if (answers.some((answer, at) => answer['name'] !== called[at]))
      return 'function response does not match its call';
    called = [];
    for (const part of parts) {
      const call = part['functionCall'];
      if (!isObject(call)) continue;
      if (!/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/.test(text(call['name'])))
        return `contents[${i}]: function_call.name: [FIELD_INVALID] Invalid function name`;
      if (!isObject(call['args'])) return `contents[${i}]: function_call.args: expected a struct`;
      called.push(text(call['name']));
    }
  }
  return called.length > 0 ? 'function call turn must be followed by a function response turn' : undefined;
}

const metaschema = new Ajv2020({ strict: false, validateFormats: false, logger: false });

function schemaRefusal(wire: WireName, body: Wire): string | undefined {
  for (const [i, { name, schema }] of declaredTools(wire, body).entries()) {
    const pattern = wire === 'google' ? /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/ : /^[a-zA-Z0-9_-]{1,64}$/;
    if (!pattern.test(name)) return `tools.${i}.name: string does not match pattern`;
    if (!isObject(schema) || schema['type'] !== 'object') return `tools.${i}: schema must have type 'object'`;
    const atTop = ['oneOf', 'anyOf', 'allOf', ...(wire === 'anthropic' ? [] : ['enum', 'not'])];
    const found = atTop.find((keyword) => keyword in schema);
    if (found) return `tools.${i}: input_schema does not support ${found} at the top level`;
    if (wire !== 'anthropic' && !isObject(schema['properties']))
      return `tools.${i}: object schema missing properties`;
    if (!metaschema.validateSchema(schema))
      return `tools.${i}: JSON schema is invalid. It must match JSON Schema draft 2020-12: ${metaschema.errorsText()}`;
    const inner = refusedInSchema(wire, schema, schema);
    if (inner) return `tools.${i} ${name}: ${inner}`;
  }
  return undefined;
}

function declaredTools(wire: WireName, body: Wire): { name: string; schema: unknown }[] {
  const tools = list(body['tools']);
  if (wire === 'google') {
    return tools
      .flatMap((tool) => list(tool['functionDeclarations']))
      .map((tool) => ({ name: text(tool['name']), schema: tool['parametersJsonSchema'] }));
  }
  return tools.map((tool) => {
    if (wire === 'anthropic') return { name: text(tool['name']), schema: tool['input_schema'] };
    const called = wire === 'openAiChat' ? ((tool['function'] ?? {}) as Wire) : tool;
    return { name: text(called['name']), schema: called['parameters'] };
  });
}

const byName = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const inList = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const single = [
  'items',
  'additionalProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'unevaluatedProperties',
];

function refusedInSchema(wire: WireName, schema: unknown, root: Wire): string | undefined {
  if (!isObject(schema)) return undefined;
  const { $ref, type, properties } = schema;
  if ($ref !== undefined && !resolves(root, text($ref))) return `reference ${text($ref)} leads nowhere`;
  if (typeof schema['pattern'] === 'string' && /\(\?<?[!=]/.test(schema['pattern']))
    return 'regex lookaround is not supported';
  if (wire === 'anthropic' && isObject(properties)) {
    const bad = Object.keys(properties).find((key) => !/^[a-zA-Z0-9_.-]{1,64}$/.test(key));
    if (bad !== undefined) return `Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$': ${bad}`;
  }
  if (wire !== 'anthropic') {
    if ('propertyNames' in schema) return "'propertyNames' is not permitted";
    const isArray = type === 'array' || (Array.isArray(type) && type.includes('array'));
    if (isArray && !isObject(schema['items'])) return 'array schema missing items';
  }
  const parts = [
    ...byName.flatMap((keyword) => (isObject(schema[keyword]) ? Object.values(schema[keyword]) : [])),
    ...inList.flatMap((keyword) => list(schema[keyword])),
    ...single.map((keyword) => schema[keyword]),
  ];
  for (const part of parts) {
    const refused = refusedInSchema(wire, part, root);
    if (refused) return refused;
  }
  return undefined;
}

function resolves(root: Wire, reference: string): boolean {
  if (reference === '#') return true;
  if (!reference.startsWith('#/')) return false;
  let at: unknown = root;
  for (const part of reference.slice(2).split('/')) at = isObject(at) ? at[part] : undefined;
  return at !== undefined;
}

function isObject(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJsonObject(value: unknown): boolean {
  try {
    const parsed: unknown = JSON.parse(text(value));
    return isObject(parsed) && !hasHalfPair(parsed);
  } catch {
    return false;
  }
}

function hasHalfPair(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => !key.isWellFormed() || hasHalfPair(member));
}
