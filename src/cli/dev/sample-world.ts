import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openRetailWorld } from '../../samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../samples/retail/sample-world.ts';
import { writePrivateFile } from '../../server/process/private-files.ts';
import { CliError } from '../errors/cli-error.ts';

/**
 * See to it that a home has a world of the sample shop, and say where it is: `sqlite:PATH`.
 *
 * A home without one starts with `start`: a JSON file, whose data goes into the home's own database, or a database,
 * which is used where it is and filled with the shipped sample when it holds nothing. Without `start` it gets the
 * shipped sample. A home that has a world keeps it, whatever `start` says.
 *
 * @throws CliError 2 `world_unreadable` for a file that is no JSON; WorldShapeError for one of another shape. The home
 * still has no world then.
 */
export async function openSampleWorld(home: string, cwd: string, start?: string): Promise<string> {
  const note = join(home, 'world-location');
  const known = existsSync(note) ? readFileSync(note, 'utf8').trim() : '';
  if (known !== '') return known;
  const isDatabase = start !== undefined && /^(sqlite|postgres(ql)?):/.test(start);
  const location = isDatabase ? absolute(start, cwd) : `sqlite:${join(home, 'world.sqlite')}`;
  const initial = start === undefined || isDatabase ? sampleWorld : readJson(resolve(cwd, start));
  const world = openRetailWorld(location);
  try {
    if (!(await world.isLoaded())) await world.loadWorld(initial);
  } finally {
    await world.close();
  }
  // It may hold a password.
  writePrivateFile(note, `${location}\n`);
  return location;
}

/** The location outlives this working directory. */
function absolute(location: string, cwd: string): string {
  return location.replace(
    /^sqlite:(\/\/)?(.+)$/,
    (_all, _slashes, path: string) => `sqlite:${resolve(cwd, path)}`,
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError({
      kind: 'usage',
      code: 'world_unreadable',
      message: `The world ${file} cannot be read as JSON.`,
      why: error instanceof Error ? error.message : String(error),
      unchanged: 'No world was loaded.',
      command: 'holdfast dev --world FILE, with a file as holdfast world export writes it',
      cause: error,
    });
  }
}
