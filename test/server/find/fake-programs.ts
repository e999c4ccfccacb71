import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readTemporalBuildRecipe,
  type TemporalBuildRecipe,
} from '../../../src/server/build/temporal-build-recipe.ts';

export interface FakeMachine {
  readonly directory: string;
  /** The directory on its PATH. */
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
  readonly recipe: TemporalBuildRecipe;
  /** Put a shell script on its PATH. */
  install(name: string, script: string): string;
  remove(): void;
}

/** Make a machine with an empty cache and nothing on PATH but what a test installs. */
export function createFakeMachine(): FakeMachine {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-machine-'));
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  const env = { PATH: bin, XDG_CACHE_HOME: join(directory, 'cache') };
  return {
    directory,
    bin,
    env,
    recipe: readTemporalBuildRecipe({ env }),
    install(name, script) {
      const file = join(bin, name);
      writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
      chmodSync(file, 0o755);
      return file;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
