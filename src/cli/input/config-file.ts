import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const configFileName = 'holdfast.config.ts';

/** Say where the configuration stands: the file named, there or not, else that of the directory where it has one. */
export function findConfigFile(named: string | undefined, cwd: string): string | undefined {
  const path = resolve(cwd, named ?? configFileName);
  return named !== undefined || existsSync(path) ? path : undefined;
}
