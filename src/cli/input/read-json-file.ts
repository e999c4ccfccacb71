import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';

/**
 * Read a JSON file, `-` being stdin.
 *
 * @throws CliError 2 `file_unreadable` or `file_not_json`.
 */
export async function readJsonFile(
  file: string,
  { stdin, cwd }: Pick<CliContext, 'stdin' | 'cwd'>,
): Promise<unknown> {
  let text: string;
  try {
    text = file === '-' ? await collect(stdin) : await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw refuse('file_unreadable', `The file ${file} cannot be read.`, error);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw refuse('file_not_json', `The file ${file} is not JSON.`, error);
  }
}

async function collect(stream: AsyncIterable<string | Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(code: string, message: string, cause: unknown): CliError {
  return new CliError({
    kind: 'usage',
    code,
    message,
    why: cause instanceof Error ? cause.message : String(cause),
    unchanged: 'Nothing was changed.',
    advice: 'Name a JSON file that can be read, or - for stdin.',
    cause,
  });
}
