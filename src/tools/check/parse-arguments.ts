import { maxArgumentBytes } from '../../core/calls/result-limits.ts';
import { boundedText } from '../../core/values/bounded-text.ts';
import { type ChangedNumber, parseJsonNamingChanges } from '../../core/values/exact-json.ts';
import { isWithinDepth, type Json, type JsonObject, utf8Bytes } from '../../core/values/json.ts';
import { wellFormedJson } from '../../core/values/well-formed-json.ts';

const maxDepth = 64;

export type ParsedArguments =
  /** `isNull`: they were written as null, for nothing. */
  | { readonly kind: 'ok'; readonly arguments: JsonObject; readonly isNull?: true }
  /** `message` continues a sentence that begins with "Arguments of <tool>". */
  | { readonly kind: 'malformed'; readonly message: string };

/**
 * Read the argument text of a call. No text at all means no arguments, and so does null: `{}`.
 *
 * Half a surrogate pair, which models do write, becomes U+FFFD. Refuses malformed JSON, anything but an object, numbers
 * that JavaScript would change, more than 128 KiB and more than 64 levels.
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
  if (value === null) return { kind: 'ok', arguments: {}, isNull: true };
  if (typeof value !== 'object' || Array.isArray(value)) {
    const found = Array.isArray(value) ? 'an array' : `a ${typeof value}`;
    return malformed(`are ${found}, not a JSON object. Send one JSON object.`);
  }
  if (!isWithinDepth(value, maxDepth))
    return malformed(`are nested more than ${maxDepth} levels deep. Send a flatter object.`);
  const [first] = parseJsonNamingChanges(text).changed;
  if (first !== undefined) return malformed(tellChanged(first));
  return { kind: 'ok', arguments: wellFormedJson(value) };
}

/** Another number than the model wrote must reach neither a person nor a tool. */
function tellChanged({ key, source }: ChangedNumber): string {
  const shown = boundedText(source, { chars: 60 });
  const where = JSON.stringify(boundedText(key, { chars: 64 }));
  return `hold a number that cannot be kept exactly: ${shown} at ${where}. Nothing was run. Write it as a string ("${shown}") if the schema takes one, else with at most 15 digits.`;
}

function malformed(message: string): ParsedArguments {
  return { kind: 'malformed', message };
}
