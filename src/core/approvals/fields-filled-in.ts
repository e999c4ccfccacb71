import { boundedText } from '../values/bounded-text.ts';
import type { Json } from '../values/json.ts';

const maxNames = 16;
const maxNameChars = 200;

/**
 * Name the fields of a call's arguments that nobody wrote: its tool's schema filled them in. Paths like `to.currency`
 * or `lines.0.unit`, at most sixteen of them and then `…`.
 */
export function fieldsFilledIn(parsed: Json, written: Json): readonly string[] {
  const names = [...added(parsed, written, '')];
  return names.length <= maxNames ? names : [...names.slice(0, maxNames), '…'];
}

function* added(parsed: Json, written: Json, above: string): Generator<string> {
  if (!hasMembers(parsed) || !hasMembers(written)) return;
  for (const [name, member] of Object.entries(parsed)) {
    const before = Object.hasOwn(written, name) ? written[name] : undefined;
    if (before === undefined) yield boundedText(`${above}${name}`, { chars: maxNameChars });
    else yield* added(member, before, `${above}${name}.`);
  }
}

function hasMembers(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null;
}
