import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BuildTarget {
  /** Name of the binary. */
  readonly name: 'temporal-server' | 'temporal-ui' | 'temporal-sql-tool';
  readonly goPackage: string;
  /** Arguments of `go build` before `-o`. */
  readonly flags: readonly string[];
}

export interface TemporalBuildRecipe {
  /** Where go.mod and go.sum are. */
  readonly moduleDirectory: string;
  readonly targets: readonly BuildTarget[];
  readonly serverVersion: string;
  /** The least Go version, as `1.26.8`. */
  readonly goVersion: string;
  /** Where finished binaries are, or will be. Named after everything that decides what is in them. */
  readonly binaryDirectory: string;
}

const linkFlags = ['-ldflags', '-s -w'];
const targets: readonly BuildTarget[] = [
  {
    name: 'temporal-server',
    goPackage: 'go.temporal.io/server/cmd/server',
    flags: ['-trimpath', '-tags', 'disable_grpc_modules', ...linkFlags],
  },
  {
    name: 'temporal-ui',
    goPackage: 'github.com/temporalio/ui-server/v2/cmd/server',
    flags: ['-trimpath', ...linkFlags],
  },
  {
    name: 'temporal-sql-tool',
    goPackage: 'go.temporal.io/server/cmd/tools/sql',
    flags: ['-trimpath', ...linkFlags],
  },
];

/** Read what the stock server, its UI and its schema tool are built from, and name the directory that holds exactly that build. */
export function readTemporalBuildRecipe(
  options: { moduleDirectory?: string; env?: NodeJS.ProcessEnv; platform?: string } = {},
): TemporalBuildRecipe {
  const moduleDirectory =
    options.moduleDirectory ?? fileURLToPath(new URL('../../../tools/temporal/', import.meta.url));
  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  const modules = readFileSync(join(moduleDirectory, 'go.mod'), 'utf8');
  const sums = readFileSync(join(moduleDirectory, 'go.sum'), 'utf8');
  const hash = createHash('sha256')
    .update(JSON.stringify([modules, sums, targets, platform]))
    .digest('hex')
    .slice(0, 16);
  return {
    moduleDirectory,
    targets,
    serverVersion: /^\s*go\.temporal\.io\/server v(\S+)/m.exec(modules)?.[1] ?? 'unknown',
    goVersion: /^go (\S+)/m.exec(modules)?.[1] ?? '1.26.8',
    binaryDirectory: join(temporalCacheDirectory(options.env), hash),
  };
}

/** Name the directory outside the checkout that keeps Temporal binaries: `${XDG_CACHE_HOME:-~/.cache}/holdfast/temporal`. */
export function temporalCacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'holdfast', 'temporal');
}

/** Write one target's build as a line for a shell, to be run in the module directory. */
export function buildCommandLine(recipe: TemporalBuildRecipe, target: BuildTarget): string {
  const words = [...target.flags, '-o', join(recipe.binaryDirectory, target.name), target.goPackage];
  const quoted = words.map((word) => (/\s/.test(word) ? `"${word}"` : word));
  return `CGO_ENABLED=0 go build ${quoted.join(' ')}`;
}

/** Name a binary's file in a directory, with the suffix that Windows wants. */
export function binaryFile(directory: string, name: string): string {
  return join(directory, process.platform === 'win32' ? `${name}.exe` : name);
}
