import { RetailWorld } from './world/retail-world.ts';
import { WorldUnavailableError } from './world/world-unavailable-error.ts';

/**
 * Name the shop's database; it is opened, and made if it is not there, when it is first used.
 *
 * @param location a file's path, or `sqlite:PATH`.
 * @throws WorldUnavailableError for a location of another kind.
 */
export function openRetailWorld(location: string): RetailWorld {
  if (/^postgres(ql)?:/.test(location)) {
    throw new WorldUnavailableError(
      'The retail shop does not run on PostgreSQL yet, so this world was not opened; name a file instead: sqlite:PATH.',
    );
  }
  const path = location.replace(/^sqlite:(\/\/)?/, '');
  if (path === '') {
    throw new WorldUnavailableError('The location of the world is empty; name a file: sqlite:PATH.');
  }
  return new RetailWorld(async () => {
    // Loaded late: a command that never touches the shop shall not pay for the database layer.
    const { openWorldDatabase } = await import('./world/open-world-database.ts');
    return openWorldDatabase(path);
  });
}
