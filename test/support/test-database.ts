import type { WorldDatabase } from './world-copies.ts';

/**
 * What server and worlds of this run of the tests are kept in: SQLite, or PostgreSQL where
 * `HOLDFAST_TEST_DATABASE=postgres` says so.
 *
 * @throws Error for another word: a run that silently took the other database would prove nothing.
 */
export function testDatabase(): WorldDatabase {
  const word = process.env.HOLDFAST_TEST_DATABASE || 'sqlite';
  if (word === 'sqlite') return 'SQLite';
  if (word === 'postgres') return 'PostgreSQL';
  throw new Error(`HOLDFAST_TEST_DATABASE is ${word}; it must be sqlite or postgres`);
}
