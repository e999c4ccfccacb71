import { join } from 'node:path';
import { downloadTemporalCli } from '../find/download-temporal-cli.ts';
import type { TemporalBinary, TemporalSource } from '../find/find-temporal.ts';
import { findGoToolchain } from '../find/go-toolchain.ts';
import { findOnPath, probeTemporalCli } from '../find/temporal-cli.ts';
import type { OnTemporalProgress } from '../launch/temporal-progress.ts';
import { TemporalServerError } from '../launch/temporal-server-error.ts';
import { buildTemporal, isTemporalBuilt } from './build-temporal.ts';
import {
  binaryFile,
  buildCommandLine,
  type TemporalBuildRecipe,
  temporalCacheDirectory,
} from './temporal-build-recipe.ts';

interface SourceOptions {
  readonly recipe: TemporalBuildRecipe;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: OnTemporalProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * List where a server may come from, cheapest first: a CLI that is installed, an earlier build, the SDK's download,
 * a build from Go modules.
 */
export function temporalSources(options: SourceOptions): TemporalSource[] {
  const { recipe, env, onProgress, signal } = options;
  const asCli = async (path: string): Promise<TemporalBinary | string> => {
    const cli = await probeTemporalCli(path, signal);
    return typeof cli === 'string' ? cli : { kind: 'cli', ...cli };
  };
  const built: TemporalBinary = {
    kind: 'stock',
    path: binaryFile(recipe.binaryDirectory, 'temporal-server'),
    uiPath: binaryFile(recipe.binaryDirectory, 'temporal-ui'),
    sqlToolPath: binaryFile(recipe.binaryDirectory, 'temporal-sql-tool'),
    serverVersion: recipe.serverVersion,
  };
  return [
    {
      name: 'the Temporal CLI',
      kind: 'cli',
      async find() {
        const named = env.HOLDFAST_TEMPORAL_CLI;
        if (named) {
          const cli = await asCli(named);
          // What was named is meant: falling back would run another server than the one asked for.
          if (typeof cli !== 'string') return cli;
          throw new TemporalServerError(`HOLDFAST_TEMPORAL_CLI cannot be used: ${cli}.`, {
            advice: 'Set HOLDFAST_TEMPORAL_CLI to the path of a `temporal` binary, or unset it.',
          });
        }
        const onPath = findOnPath('temporal', env);
        return onPath === undefined
          ? 'HOLDFAST_TEMPORAL_CLI is not set and there is no `temporal` on PATH'
          : asCli(onPath);
      },
    },
    {
      name: 'an earlier build',
      kind: 'stock',
      find: async () => (isTemporalBuilt(recipe) ? built : `nothing in ${recipe.binaryDirectory}`),
    },
    {
      name: "the SDK's download of the Temporal CLI",
      kind: 'cli',
      async find() {
        const download = await downloadTemporalCli(join(temporalCacheDirectory(env), 'cli'), options);
        return download.ok ? asCli(download.path) : download.reason;
      },
    },
    {
      name: `a build from Go modules in ${recipe.moduleDirectory}`,
      kind: 'stock',
      async find() {
        const go = await findGoToolchain(recipe.goVersion, { cwd: recipe.moduleDirectory, env, signal });
        if (!go.ok) return go.reason;
        const outcome = await buildTemporal(recipe, { onProgress, signal, env });
        return outcome.ok ? built : outcome.reason;
      },
    },
  ];
}

/** Write the commands that bring a server, for a person whom none of the sources served. */
export function howToGetTemporal(recipe: TemporalBuildRecipe): string {
  return [
    'Do one of these, then repeat the command:',
    '  - install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH, or name it:',
    '      export HOLDFAST_TEMPORAL_CLI=/path/to/temporal',
    '  - let the SDK download it: repeat the command on a machine with a network',
    `  - build it: install Go ${recipe.goVersion} or newer (https://go.dev/dl) and repeat the command, or by hand:`,
    `      cd ${recipe.moduleDirectory}`,
    ...recipe.targets.map((target) => `      ${buildCommandLine(recipe, target)}`),
  ].join('\n');
}
