import type { Json } from '../../core/values/json.ts';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { readInput } from './read-input.ts';

/**
 * Read a JSON value that was given as itself, as `@FILE` or as `-` for stdin. `what` names it in messages: `--args`.
 *
 * @throws CliError 2 `json_invalid`, and those of `readInput`.
 */
export async function readJsonText(
  given: string,
  what: string,
  source: Pick<CliContext, 'stdin' | 'cwd'>,
): Promise<Json> {
  const text = await readInput(given, what, source);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
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
}
