import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { HoldfastConfig } from '../../config/define-config.ts';
import { isConfig } from '../../config/is-config.ts';
import type { DevRecord } from '../../reports/dev.ts';
import type { HeldWrite } from '../../samples/retail/world/hold-after-commit.ts';
import { CliError } from '../errors/cli-error.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { configInUse } from './config-file.ts';
import { loadAdvice } from './load-advice.ts';

/** A configuration and where it came from. */
export interface LoadedConfig {
  readonly config: HoldfastConfig;
  /** Of its file; absent for the bundled samples. */
  readonly path?: string;
}

/**
 * Load the agents: the file named, else `holdfast.config.ts` of the directory, else what its running `dev` was given, else
 * the bundled samples.
 *
 * @throws DefinitionError for mistakes in an agent or tool, all of them named.
 * @throws CliError 2 `config_not_found`, `config_unreadable` or `config_invalid`.
 */
export async function loadConfig(options: {
  readonly file: string | undefined;
  readonly cwd: string;
  readonly runningDev?: () => DevRecord | undefined;
  /** Database of the bundled samples; opened by their tools only. */
  readonly world: string;
  /** A write of the bundled samples that never answers. */
  readonly hold?: HeldWrite | undefined;
  /** Called again and again while the file does not come to its end. */
  readonly onSlow?: (path: string, waitedMs: number) => void;
  /** Called when the file ends the process. */
  readonly onExit?: (path: string) => void;
}): Promise<LoadedConfig> {
  const { file, cwd, runningDev = () => undefined, world, hold, onSlow, onExit } = options;
  const path = configInUse(file, cwd, runningDev);
  if (path === undefined) {
    const [{ bundledConfig }, { holdAfterCommit }] = await Promise.all([
      import('../../samples/bundled-config.ts'),
      import('../../samples/retail/world/hold-after-commit.ts'),
    ]);
    return { config: bundledConfig({ world, ...(hold && { gate: holdAfterCommit(hold) }) }) };
  }
  if (!existsSync(path)) throw notFound(path);
  const since = performance.now();
  const slow = setInterval(() => onSlow?.(path, performance.now() - since), slowMs);
  const ended = (code: number): void => {
    onExit?.(path);
    // Nothing was done: that is no success.
    if (code === exitCodes.ok) process.exitCode = exitCodes.usage;
  };
  process.once('exit', ended);
  const exported = await importConfig(path).finally(() => {
    clearInterval(slow);
    process.off('exit', ended);
  });
  if (!isConfig(exported)) throw notAConfig(path);
  return { config: exported, path };
}

const slowMs = 10_000;

async function importConfig(path: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  } catch (error) {
    if ((error as { name?: unknown }).name === 'DefinitionError') throw error;
    throw new CliError({
      kind: 'usage',
      code: 'config_unreadable',
      message: `The configuration ${path} cannot be loaded.`,
      why: error instanceof Error ? error.message : String(error),
      unchanged: 'Nothing was started.',
      advice: loadAdvice(error) ?? 'Mend it, and look with holdfast doctor whether it loads.',
      cause: error,
    });
  }
}

function notFound(path: string): CliError {
  return new CliError({
    kind: 'usage',
    code: 'config_not_found',
    message: `There is no configuration ${path}.`,
    unchanged: 'Nothing was started.',
    advice: 'Leave --config out to use the bundled samples.',
  });
}

function notAConfig(path: string): CliError {
  return new CliError({
    kind: 'usage',
    code: 'config_invalid',
    message: `The configuration ${path} exports no agents.`,
    why: 'Its default export must be the result of defineConfig({ agents: [ … ] }).',
    unchanged: 'Nothing was started.',
    advice: 'End the file with: export default defineConfig({ agents: [ … ] })',
  });
}
