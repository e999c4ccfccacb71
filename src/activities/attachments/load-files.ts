import type { Context } from '@temporalio/activity';
import { fileInWords } from '../../core/attachments/file-in-words.ts';
import { distinctFiles, type FileContents } from '../../core/attachments/file-part.ts';
import { filesOf } from '../../core/attachments/files-of-window.ts';
import type { Message } from '../../core/context/message.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';

/**
 * Find the bytes of all files in some messages: in the worker's cache, else in the run's own histories.
 *
 * Nothing is sent without one of them. Fails retryably and unbilled when the histories cannot be read just now, in half
 * of the attempt's time; for good when they were read and hold no such bytes.
 */
export async function loadFiles(
  messages: readonly Message[],
  { info: { attempt, startToCloseTimeoutMs, workflowExecution: of } }: Context,
  { files: cache, readFiles }: Pick<ActivityDependencies, 'files' | 'readFiles'>,
): Promise<FileContents> {
  const wanted = distinctFiles(filesOf(messages));
  const found = new Map<string, Uint8Array>();
  if (wanted.length === 0 || !of) return found;
  for (const { digest } of wanted) {
    const bytes = cache.get(of.workflowId, digest);
    if (bytes) found.set(digest, bytes);
  }
  const unknown = wanted.filter(({ digest }) => !found.has(digest));
  if (unknown.length === 0) return found;
  const digests = unknown.map(({ digest }) => digest);
  const read = await readFiles(of, digests, Math.floor(startToCloseTimeoutMs / 2)).catch((cause: unknown) => {
    throw toApplicationFailure({
      type: failureTypes.transcriptUnavailable,
      message: 'The files of the run could not be read from its history. Nothing was done.',
      retryable: true,
      attempt,
      cause,
    });
  });
  for (const [digest, bytes] of read) {
    found.set(digest, bytes);
    cache.remember(of.workflowId, digest, bytes);
  }
  const missing = unknown.find(({ digest }) => !found.has(digest));
  if (!missing) return found;
  throw toApplicationFailure({
    type: failureTypes.attachmentMissing,
    message:
      `The file ${fileInWords(missing)} is in no history of this run that is kept, so its model cannot be asked. ` +
      'Keep histories for longer than runs last (retention of the namespace), and start a run with the file again.',
    retryable: false,
    attempt,
  });
}
