import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The machine's own Node and npm, not those of this checkout. */
export const ownPath: string = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

/** Build and pack this checkout as it would be published. Gives the tarball's path. */
export function packPackage(folder: string): string {
  const told = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [{ filename }] = JSON.parse(told.slice(told.lastIndexOf('\n[') + 1)) as [{ filename: string }];
  return join(folder, filename);
}

/**
 * Install packages into an empty folder, as a user does.
 *
 * @throws Error with what npm said, as when no registry can be reached.
 */
export async function installPackages(
  folder: string,
  packages: readonly string[],
  env: NodeJS.ProcessEnv = { ...process.env, PATH: ownPath },
): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  await run('npm', ['install', ...packages, '--no-audit', '--no-fund'], { cwd: folder, env });
}
