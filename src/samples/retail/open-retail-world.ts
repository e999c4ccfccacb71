import type { CallGate } from './world/call-gate.ts';
import { RetailWorld } from './world/retail-world.ts';
import { WorldUnavailableError } from './world/world-unavailable-error.ts';

/**
 * Name the shop's database; it is opened when it is first used, and its tables, or its file, are made then.
 *
 * @param location a file's path, `sqlite:PATH`, or a PostgreSQL connection string, `postgres://…`.
 * @param gate what stands between its calls and their effects; all pass unless told.
 * @throws WorldUnavailableError for an empty location and for a database of another kind; its name is told, no more.
 */
export function openRetailWorld(location: string, gate?: CallGate): RetailWorld {
  // Loaded late: a command that never touches the shop shall not pay for the database layer.
  if (/^postgres(ql)?:/.test(location)) {
    return new RetailWorld(async () => {
      const { openPostgresWorld } = await import('./world/open-postgres-world.ts');
      return openPostgresWorld(location);
    }, gate);
  }
  const kind = /^([a-z][a-z0-9+.-]*):\/\//i.exec(location)?.[1];
  if (kind !== undefined && kind !== 'sqlite') {
    throw new WorldUnavailableError(
      `The location of the world is of the kind ${kind}://, which is not known; name a file, sqlite:PATH, or a database, postgres://….`,
    );
  }
  const path = location.replace(/^sqlite:(\/\/)?/, '');
  if (path === '') {
    throw new WorldUnavailableError(
      'The location of the world is empty; name a file, sqlite:PATH, or a database, postgres://….',
    );
  }
  return new RetailWorld(async () => {
    const { openWorldDatabase } = await import('./world/open-world-database.ts');
    return openWorldDatabase(path);
  }, gate);
}
