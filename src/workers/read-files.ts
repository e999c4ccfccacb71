import { Client, type Connection } from '@temporalio/client';
import type { FileContents } from '../core/attachments/file-part.ts';
import { historySource } from '../histories/history-source.ts';
import { readFiles } from '../histories/read-files.ts';

/** Read files of the run that an activity belongs to out of its histories; rejects when that takes longer than it may. */
export type ReadFiles = (
  of: { readonly workflowId: string; readonly runId: string },
  digests: readonly string[],
  withinMs: number,
) => Promise<FileContents>;

export function createReadFiles(connection: Connection, namespace: string): ReadFiles {
  const source = historySource(new Client({ connection, namespace }), namespace);
  return (of, digests, withinMs) =>
    connection.withDeadline(Date.now() + withinMs, () => readFiles(source, of, new Set(digests)));
}
