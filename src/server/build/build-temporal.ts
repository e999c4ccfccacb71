import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OnTemporalProgress } from '../launch/temporal-progress.ts';
import { acquireProcessLock } from '../process/process-lock.ts';
import { runProgram } from '../process/run-program.ts';
import { createBuildProgress } from './build-progress.ts';
import { type BuildTarget, binaryFile, type TemporalBuildRecipe } from './temporal-build-recipe.ts';

export type BuildOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

interface BuildOptions {
  readonly onProgress?: OnTemporalProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Tell whether the recipe's binaries are there. The directory appears whole or not at all. */
export function isTemporalBuilt(recipe: TemporalBuildRecipe): boolean {
  return recipe.targets.every((target) => existsSync(binaryFile(recipe.binaryDirectory, target.name)));
}

/**
 * Build the stock server, its UI and its schema tool with Go into the recipe's directory.
 *
 * Takes minutes with a cold Go build cache, seconds with a warm one. Builds into a directory beside it and renames,
 * so that a build that dies leaves nothing half-done; a second one at the same time waits and takes the first one's
 * result. Never changes go.mod or go.sum. Answers what Go said when it fails.
 */
export async function buildTemporal(
  recipe: TemporalBuildRecipe,
  options: BuildOptions = {},
): Promise<BuildOutcome> {
  const { binaryDirectory } = recipe;
  const release = await acquireProcessLock(`${binaryDirectory}.lock`, {
    onWait: (waitedMs) => options.onProgress?.({ phase: 'wait-for-build', waitedMs }),
    signal: options.signal,
  });
  try {
    if (isTemporalBuilt(recipe)) return { ok: true };
    await removeUnfinished(binaryDirectory);
    const building = `${binaryDirectory}.building-${process.pid}`;
    await mkdir(building);
    for (const target of recipe.targets) {
      const outcome = await buildTarget(recipe, target, building, options);
      if (!outcome.ok) {
        await rm(building, { recursive: true, force: true });
        return outcome;
      }
    }
    await rm(binaryDirectory, { recursive: true, force: true });
    await rename(building, binaryDirectory);
    return { ok: true };
  } finally {
    release?.();
  }
}

async function removeUnfinished(binaryDirectory: string): Promise<void> {
  const parent = dirname(binaryDirectory);
  for (const name of await readdir(parent)) {
    if (name.startsWith(`${basename(binaryDirectory)}.building-`)) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

async function buildTarget(
  recipe: TemporalBuildRecipe,
  target: BuildTarget,
  directory: string,
  { onProgress, signal, env = process.env }: BuildOptions,
): Promise<BuildOutcome> {
  const go = (args: readonly string[], onErrorLine: (line: string) => void) =>
    runProgram('go', args, {
      cwd: recipe.moduleDirectory,
      // A workspace or a vendor mode of the user's would build something else than go.sum names.
      env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' },
      signal,
      onErrorLine,
    });
  const failed = (what: string, said: string) => ({ ok: false, reason: `${what} failed:\n${said}` }) as const;

  let fetched = 0;
  const stale = await go(
    ['list', '-mod=readonly', ...target.flags, '-deps', '-f', '{{if .Stale}}x{{end}}', target.goPackage],
    (line) => {
      const module = /^go: downloading (\S+)/.exec(line)?.[1];
      if (module !== undefined) onProgress?.({ phase: 'fetch-modules', done: ++fetched, module });
    },
  );
  signal?.throwIfAborted();
  if (stale.code !== 0) return failed(`fetching the modules of ${target.name}`, stale.errorTail);

  const total = stale.stdout.split('x').length - 1;
  const progressOf = createBuildProgress(target.name, Math.max(1, total), Date.now);
  onProgress?.({ phase: 'build', target: target.name, done: 0, total });
  const output = binaryFile(directory, target.name);
  const built = await go(
    ['build', '-v', '-mod=readonly', ...target.flags, '-o', output, target.goPackage],
    (line) => {
      const progress = progressOf(line);
      if (progress !== undefined) onProgress?.(progress);
    },
  );
  signal?.throwIfAborted();
  return built.code === 0 ? { ok: true } : failed(`building ${target.name}`, built.errorTail);
}
