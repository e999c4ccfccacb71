import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';

/**
 * Find the sample shop's database: `--world`, then `HOLDFAST_WORLD`, then that of the running `dev`.
 *
 * Answers `sqlite:PATH` with a whole path, or another kind of location as it was given.
 *
 * @throws CliError 2 `world_unnamed` when nobody says; 8 `world_unavailable` when it must exist and does not.
 */
export function findWorld(
  given: string | undefined,
  { env, cwd, runningDev }: Pick<CliContext, 'env' | 'cwd' | 'runningDev'>,
  { mustExist }: { mustExist: boolean },
): string {
  const location = given ?? (env['HOLDFAST_WORLD'] || undefined) ?? runningDev()?.world;
  if (location === undefined) {
    throw new CliError({
      kind: 'usage',
      code: 'world_unnamed',
      message: 'No world is named, and no holdfast dev of this directory runs whose world could be meant.',
      unchanged: 'Nothing was changed.',
      next: [{ action: 'start-dev' }],
      advice: 'Add --world sqlite:PATH or postgres://…, or start one with its world first.',
    });
  }
  if (/^(?!sqlite:)[a-z][a-z+]+:\/\//.test(location)) return location;
  const path = resolve(cwd, location.replace(/^sqlite:(\/\/)?/, ''));
  if (mustExist && !existsSync(path)) {
    throw new CliError({
      kind: 'unreachable',
      code: 'world_unavailable',
      message: `There is no world at ${path}.`,
      unchanged: 'Nothing was made there.',
      command: `holdfast world load FILE --world sqlite:${path}`,
    });
  }
  return `sqlite:${path}`;
}
