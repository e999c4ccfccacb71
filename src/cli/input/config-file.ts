import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DevRecord } from '../../reports/dev.ts';

const configFileName = 'holdfast.config.ts';

/** Say where the configuration stands: the file named, there or not, else that of the directory where it has one. */
function findConfigFile(named: string | undefined, cwd: string): string | undefined {
  const path = resolve(cwd, named ?? configFileName);
  return named !== undefined || existsSync(path) ? path : undefined;
}

/**
 * Say which configuration a command means: the file named, else that of the directory where it has one, else that of its
 * running `dev`, whose agents are the ones that run.
 */
export function configInUse(
  named: string | undefined,
  cwd: string,
  runningDev: () => DevRecord | undefined,
): string | undefined {
  return findConfigFile(named, cwd) ?? runningDev()?.config;
}
