import { maxArgumentBytes } from '../../core/calls/result-limits.ts';
import { isWithinDepth, type Json, type JsonObject, utf8Bytes } from '../../core/values/json.ts';
import { wellFormedJson } from '../../core/values/well-formed-json.ts';

const maxDepth = 64;

export type ParsedArguments =
  | { readonly kind: 'ok'; readonly arguments: JsonObject }
  /** `message` continues a sentence that begins with "Arguments of <tool>". */
  | { readonly kind: 'malformed'; readonly message: string };

/**
 * Read the argument text of a call. No text at all means no arguments: `{}`.
 *
 * Half a surrogate pair, which models do write, becomes U+FFFD. Refuses malformed JSON, anything but an object, more than 128 KiB and more than 64 levels.
 */
export function parseArguments(text: string): ParsedArguments {
  if (text.trim() === '') return { kind: 'ok', arguments: {} };
  const bytes = utf8Bytes(text);
  if (bytes > maxArgumentBytes)
    return malformed(`are ${bytes} bytes long, more than the ${maxArgumentBytes} allowed; send less.`);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return malformed(`are not valid JSON: ${(error as Error).message}. Send one JSON object.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
    return malformed(`are ${found}, not a JSON object. Send one JSON object.`);
  }
  if (!isWithinDepth(value, maxDepth))
    return malformed(`are nested more than ${maxDepth} levels deep. Send a flatter object.`);
  return { kind: 'ok', arguments: wellFormedJson(value) };
}

function malformed(message: string): ParsedArguments {
  return { kind: 'malformed', message };
}
