import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { maxInputBytes } from '../../core/run/agent-task.ts';
import { given } from '../../core/values/given.ts';
import { utf8Bytes } from '../../core/values/json.ts';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { unreadReason } from './unread-reason.ts';

type InputSource = Pick<CliContext, 'stdin' | 'cwd'>;

/**
 * Read a text that was given as itself, as `@FILE` or as `-` for stdin. A BOM and the last line end are dropped.
 *
 * `what` names it in messages: `--input`.
 *
 * @throws CliError 2 `input_unreadable`, `input_empty` or `input_too_large`.
 */
export async function readInput(given: string, what: string, source: InputSource): Promise<string> {
  const bytes = await readBytes(given, what, source);
  const text = decode(bytes, given, what).replace(/\r?\n$/, '');
  if (text.trim() === '') throw refuse('input_empty', `The ${what} is empty.`, undefined, what);
  const size = utf8Bytes(text);
  if (size > maxInputBytes) {
    throw refuse(
      'input_too_large',
      `The ${what} is ${size.toLocaleString('en-US')} bytes; at most ${maxInputBytes.toLocaleString('en-US')} are taken.`,
      'It stands in the history of the run and in every model call.',
      what,
      'Shorten it, or give the agent a tool that reads the long text.',
    );
  }
  return text;
}

async function readBytes(given: string, what: string, { stdin, cwd }: InputSource): Promise<Uint8Array> {
  if (given === '-') return readStream(stdin);
  if (!given.startsWith('@')) return Buffer.from(given);
  const file = resolve(cwd, given.slice(1));
  try {
    return await readFile(file);
  } catch (error) {
    throw refuse('input_unreadable', `The ${what} file ${file} cannot be read.`, unreadReason(error), what);
  }
}

/** Stops once there is more than is taken: the stream may never end. */
async function readStream(stream: AsyncIterable<string | Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > maxInputBytes * 2) break;
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array, given: string, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const name = given === '-' ? 'on stdin' : given;
    throw refuse('input_unreadable', `The ${what} ${name} is not UTF-8 text.`, undefined, what);
  }
}

function refuse(
  code: string,
  message: string,
  why: string | undefined,
  what: string,
  advice = `Give ${what} as TEXT, @FILE or - for stdin.`,
): CliError {
  return new CliError({
    kind: 'usage',
    code,
    message,
    ...given({ why }),
    unchanged: 'Nothing was sent.',
    advice,
  });
}
