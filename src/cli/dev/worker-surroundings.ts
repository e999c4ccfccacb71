import { given } from '../../core/values/given.ts';
import type { DevRecord } from '../../reports/dev.ts';
import { isScripted, providerEnv } from './provider-env.ts';

export interface WorkerSurroundings {
  readonly env: NodeJS.ProcessEnv;
  /** `sqlite:PATH`, where one is known. */
  readonly world?: string;
  /** The scripted provider in use; absent where a key was set. */
  readonly providerUrl?: string;
}

/**
 * Say what a worker works with: what it was told, else what the running `dev` of its directory has.
 *
 * A key in the environment means the real provider.
 */
export function workerSurroundings(options: {
  env: Readonly<Record<string, string | undefined>>;
  dev: DevRecord | undefined;
  world?: string;
}): WorkerSurroundings {
  const { dev } = options;
  const world = options.world ?? options.env['HOLDFAST_WORLD'] ?? dev?.world;
  const env = providerEnv(options.env, dev?.providerUrl);
  const usesScripted = dev?.providerUrl !== undefined && isScripted(env);
  return {
    env: { ...env, ...given({ HOLDFAST_WORLD: world }) },
    ...given({ world }),
    ...(usesScripted && { providerUrl: dev.providerUrl }),
  };
}
