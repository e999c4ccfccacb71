import type { Client } from '@temporalio/client';
import type { FileContents } from '../core/attachments/file-part.ts';
import { historySource } from '../histories/history-source.ts';
import { readFiles } from '../histories/read-files.ts';

/** Read files of the run that an activity belongs to out of its histories; rejects when that takes longer than it may. */
export type ReadFiles = (
  of: { readonly workflowId: string; readonly runId: string },
  digests: readonly string[],
  withinMs: number,
) => Promise<FileContents>;

export function createReadFiles(client: Client): ReadFiles {
  const source = historySource(client, client.options.namespace);
  return (of, digests, withinMs) =>
    client.connection.withDeadline(Date.now() + withinMs, () => readFiles(source, of, new Set(digests)));
}
