import { type Fields, isFields } from '../values/fields-of.ts';
import { grantedName, saidBefore, type WrittenCall } from './written-call.ts';

/** So many places are tried that may begin an object: each may cost the rest of the text. */
const mostTries = 16;

/**
 * Find JSON that ends a text, or is all of it, and is a call of a granted tool or a list of such; also in a fence.
 *
 * It holds a tool's name, arguments, and nothing that a call has not: a description, a result, other data. Behind a
 * sentence it is a call unless that speaks of an example, a format or what somebody asked for; in a fence only behind one
 * that says what the model is about to do.
 */
export function callObject(text: string, tools: readonly string[]): WrittenCall | undefined {
  const end = text.trimEnd();
  if (!/[}\]]\s*(?:`{3,}|~{3,})?$/.test(end.slice(-40))) return undefined;
  for (const { from, json, isFenced } of [...fenceAtEnd(end), ...objectsAtEnd(end)]) {
    const before = end.slice(0, from).trim();
    const tool = toolOf(parsed(json), tools);
    if (tool === undefined) continue;
    const said = saidBefore(before);
    const isMeant = said === 'nothing' || said === 'meant' || (said === 'unclear' && !isFenced);
    return isMeant ? { tool, before } : undefined;
  }
  return undefined;
}

interface Candidate {
  readonly from: number;
  readonly json: string;
  readonly isFenced: boolean;
}

function fenceAtEnd(text: string): readonly Candidate[] {
  const mark = /(?:^|\n)[^\S\n]{0,3}(`{3,}|~{3,})$/.exec(text.slice(-40))?.[1];
  if (mark === undefined) return [];
  const closes = text.length - mark.length;
  const opens = text.lastIndexOf(mark, closes - 1);
  if (opens < 0) return [];
  const [info = ''] = text.slice(opens + mark.length, closes).split('\n', 1);
  if (info.length > 20) return [];
  return [{ from: opens, json: text.slice(opens + mark.length + info.length, closes), isFenced: true }];
}

/** From each of the last places at which a line, or what follows a sentence, begins with a bracket. */
function objectsAtEnd(text: string): readonly Candidate[] {
  const begins = [...text.matchAll(/(?:^|\n|[.!?:>][^\S\n]{0,8})[^\S\n]{0,40}(?=[{[])/g)];
  const [first, ...others] = begins.map((match) => match.index + match[0].length);
  const tried = first === undefined ? [] : [first, ...others.slice(-(mostTries - 1))];
  return tried.map((from) => ({ from, json: text.slice(from), isFenced: false }));
}

/** A value, or several on lines of their own; undefined where it is no JSON. */
function parsed(json: string): unknown {
  return tryParse(json) ?? tryParse(`[${json.trim().replace(/\}\s*[\n;]\s*\{/g, '},{')}]`);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const nameFields = [
  'name',
  'tool',
  'tool_name',
  'function',
  'function_name',
  'action',
  'recipient_name',
  'toolName',
];
const argumentFields = [
  'arguments',
  'parameters',
  'params',
  'args',
  'input',
  'tool_input',
  'toolInput',
  'action_input',
  'kwargs',
];
const listFields = ['tool_calls', 'tool_uses', 'toolCalls', 'function_calls', 'calls', 'actions'];
const wrapFields = ['function', 'function_call', 'tool_call', 'functionCall', 'tool_use', 'call'];
const besideFields = [
  'id',
  'call_id',
  'tool_call_id',
  'type',
  'index',
  'thought',
  'thoughts',
  'reasoning',
  'role',
  'content',
];

/** The first tool that a value calls; none where any part of it is something else. */
function toolOf(value: unknown, tools: readonly string[]): string | undefined {
  if (Array.isArray(value)) {
    const called = value.slice(0, 64).map((one: unknown) => toolOf(one, tools));
    return called.includes(undefined) ? undefined : called[0];
  }
  if (!isFields(value)) return undefined;
  const list = own(value, listFields);
  if (list !== undefined && Array.isArray(value[list]))
    return hasOnly(value, [list]) ? toolOf(value[list], tools) : undefined;
  const wrap = own(value, wrapFields);
  if (wrap !== undefined && isFields(value[wrap]))
    return hasOnly(value, [wrap]) ? toolOf(value[wrap], tools) : undefined;
  const name = own(value, nameFields);
  const given = own(value, argumentFields);
  if (name === undefined || given === undefined || !hasOnly(value, [name, given])) return undefined;
  return isSchema(value[given]) ? undefined : grantedName(value[name], tools);
}

function own(value: Fields, fields: readonly string[]): string | undefined {
  return fields.find((field) => Object.hasOwn(value, field));
}

function hasOnly(value: Fields, fields: readonly string[]): boolean {
  return Object.keys(value).every((field) => fields.includes(field) || besideFields.includes(field));
}

/** What describes arguments is none. */
function isSchema(value: unknown): boolean {
  return isFields(value) && value['type'] === 'object' && isFields(value['properties']);
}
