import type { Json, JsonObject } from '../../src/core/values/json.ts';

/** A call as Python writes it: `grep(file_name='log.txt', pattern='Error')`. */
export interface PythonCall {
  readonly name: string;
  readonly positional: readonly Json[];
  readonly named: JsonObject;
}

/**
 * Read a call with literal arguments: numbers, texts, True, False, None, lists, tuples, dictionaries.
 *
 * @throws Error that quotes what it does not understand.
 */
export function parsePythonCall(text: string): PythonCall {
  const tokens =
    text.match(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|-?\d[\d_]*(?:\.\d*)?(?:e[+-]?\d+)?|[\w.]+|[^\s]/gi) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const take = (token: string): void => {
    if (next() !== token) throw new Error(`expected ${token} at token ${at} of ${text}`);
  };
  const list = <Item>(end: string, item: () => Item): Item[] => {
    const items: Item[] = [];
    while (tokens[at] !== end) {
      items.push(item());
      if (tokens[at] === ',') at++;
    }
    take(end);
    return items;
  };
  const value = (): Json => {
    const token = next();
    if (token === '[') return list(']', value);
    if (token === '(') return list(')', value);
    if (token === '{') return Object.fromEntries(list('}', pair));
    if (token in constants) return constants[token] as Json;
    if (/^['"]/.test(token)) return unquoted(token);
    const number = Number(token.replaceAll('_', ''));
    if (token === '' || Number.isNaN(number)) throw new Error(`${token} is no literal in ${text}`);
    return number;
  };
  const pair = (): [string, Json] => {
    const key = value();
    take(':');
    return [String(key), value()];
  };
  const name = next();
  take('(');
  const positional: Json[] = [];
  const named: JsonObject = {};
  list(')', () => {
    if (tokens[at + 1] !== '=') return positional.push(value());
    const key = next();
    take('=');
    named[key] = value();
    return 0;
  });
  if (at < tokens.length) throw new Error(`something follows the call in ${text}`);
  return { name, positional, named };
}

const constants: Readonly<Record<string, Json>> = { True: true, False: false, None: null };
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unquoted(token: string): string {
  return token.slice(1, -1).replaceAll(/\\(.)/gs, (_, mark: string) => escapes[mark] ?? mark);
}
