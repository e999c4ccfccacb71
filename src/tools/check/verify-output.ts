import type { z } from 'zod';
import { maxOutputBytes, maxWriteOutputBytes } from '../../core/calls/result-limits.ts';
import { boundedText } from '../../core/values/bounded-text.ts';
import { type Json, jsonBytes } from '../../core/values/json.ts';
import { textBounds } from '../../core/values/text-bounds.ts';
import { describeIssues } from '../../reports/describe-issues.ts';
import type { Tool } from '../define/tool.ts';
import { readField } from '../errors/transient-shape.ts';
import { toJson } from './to-json.ts';

export type VerifiedOutput =
  | { readonly kind: 'ok'; readonly output: Json }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'too-large'; readonly message: string };

/**
 * Check what one execution returned: present, of the schema, JSON, true by the tool's own `verify`, not too large.
 *
 * Never throws. `input` is the parsed input; `said` begins what is told of a misfit. `output` is what the schema made of the returned value; nothing at all,
 * where the schema allows it, is null.
 */
export function verifyOutput(
  tool: Tool,
  returned: unknown,
  input: unknown,
  said = `${tool.name} returned`,
): VerifiedOutput {
  let result: z.ZodSafeParseResult<unknown>;
  try {
    result = tool.output.safeParse(returned);
  } catch (error) {
    return invalid(`The output schema of ${tool.name} failed on what it returned: ${messageOf(error)}.`);
  }
  if (!result.success) return invalid(schemaMessage(said, returned, result.error));
  const json = toJson(result.data === undefined ? null : result.data);
  if (json.kind === 'not-json') {
    return invalid(`${said} what JSON cannot hold: ${json.found}. Return plain data.`);
  }
  const complaint = postCondition(tool, result.data, input);
  if (complaint !== undefined) return invalid(complaint);
  const bytes = jsonBytes(json.value);
  const most = tool.effect === 'read' ? maxOutputBytes : maxWriteOutputBytes;
  if (bytes > most) {
    const message = `${said} ${bytes} bytes of JSON, more than the ${most} a ${tool.effect === 'read' ? 'result' : "write's result"} may have; it must return less, in parts or in a summary.`;
    return { kind: 'too-large', message };
  }
  return { kind: 'ok', output: json.value };
}

function schemaMessage(said: string, returned: unknown, error: z.ZodError): string {
  if (returned === undefined || returned === null || returned === '') {
    const nothing = returned === '' ? 'an empty text' : String(returned);
    return `${said} ${nothing} where its output schema asks for a value.`;
  }
  const issues = describeIssues(error.issues).map((text) => `- ${text}`);
  return `${said} something else than its output schema says:\n${issues.join('\n')}`;
}

function postCondition(tool: Tool, output: unknown, input: unknown): string | undefined {
  try {
    const complaint: unknown = tool.verify(output, input);
    if (complaint === undefined) return undefined;
    if (typeof complaint === 'string') return `The result of ${tool.name} does not hold: ${complaint}`;
    return `verify of ${tool.name} answered neither a text nor nothing, but a value of type ${typeof complaint}.`;
  } catch (error) {
    return `verify of ${tool.name} failed: ${messageOf(error)}`;
  }
}

function invalid(message: string): VerifiedOutput {
  return { kind: 'invalid', message: boundedText(message, textBounds.failure) };
}

function messageOf(error: unknown): string {
  const message = readField(error, 'message');
  return typeof message === 'string' ? message : 'it threw something else than an error';
}
