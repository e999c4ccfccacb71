import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * Let the server that is about to start on this file find no member of an earlier one.
 *
 * A killed server's parts count as alive until they have been silent for a while, and a new one waits for them: it
 * answered, and for three quarters of a minute gave no worker anything to do. Whoever calls this holds the state's lock.
 */
export function forgetMembers(databaseFile: string): void {
  if (!existsSync(databaseFile)) return;
  try {
    const database = new DatabaseSync(databaseFile);
    try {
      database.exec('DELETE FROM cluster_membership');
    } finally {
      database.close();
    }
  } catch {
    // A file without that table, or that is none of SQLite's: the server itself says what is wrong with it.
  }
}
