import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Attachment, checkSize } from '../../client/attachments/attach-files.ts';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { unreadReason } from './unread-reason.ts';

/** For a flag that may stand several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/**
 * Read the files that were given with `--attach`.
 *
 * @throws CliError 2 `attachment_unreadable`; HoldfastError usage `attachment_empty` or `attachment_too_large`.
 */
export async function readAttachments(
  paths: readonly string[] | undefined,
  { cwd }: Pick<CliContext, 'cwd'>,
): Promise<Attachment[]> {
  const read: Attachment[] = [];
  for (const path of paths ?? []) {
    const file = resolve(cwd, path);
    const name = basename(file);
    try {
      const found = await stat(file);
      // What is no file has no end, or no bytes.
      if (!found.isFile()) throw new Error('It is no file.');
      checkSize(name, found.size);
      read.push({ name, data: await readFile(file) });
    } catch (error) {
      if (error instanceof Error && error.name === 'HoldfastError') throw error;
      throw new CliError({
        kind: 'usage',
        code: 'attachment_unreadable',
        message: `The file ${file} cannot be attached.`,
        why: unreadReason(error),
        unchanged: 'Nothing was sent.',
        advice: 'Give --attach the path of a file that can be read.',
      });
    }
  }
  return read;
}
