import { parseJsonNamingChanges } from '../../core/values/exact-json.ts';
import type { Json } from '../../core/values/json.ts';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { readInput } from './read-input.ts';

/**
 * Read a JSON value that was given as itself, as `@FILE` or as `-` for stdin. `what` names it in messages: `--args`.
 *
 * @throws CliError 2 `json_invalid`, also for a number that JavaScript would change, and those of `readInput`.
 */
export async function readJsonText(
  given: string,
  what: string,
  source: Pick<CliContext, 'stdin' | 'cwd'>,
): Promise<Json> {
  const text = await readInput(given, what, source);
  const json = text.replace(/^\uFEFF/, '');
  let value: Json;
  try {
    value = JSON.parse(json) as Json;
  } catch (error) {
    throw new CliError({
      kind: 'usage',
      code: 'json_invalid',
      message: `The ${what} is not JSON.`,
      why: error instanceof Error ? error.message : String(error),
      unchanged: 'Nothing was sent.',
      advice: `Give ${what} as JSON, @FILE or - for stdin.`,
      cause: error,
    });
  }
  const [changed] = parseJsonNamingChanges(json).changed;
  if (changed !== undefined) {
    throw new CliError({
      kind: 'usage',
      code: 'json_invalid',
      message: `The ${what} holds a number that cannot be kept exactly: ${changed.source.slice(0, 60)}.`,
      why: `It would become ${String(Number(changed.source))}.`,
      unchanged: 'Nothing was sent.',
      advice: 'Write it as a string, in quotes, where a text is taken.',
    });
  }
  return value;
}
