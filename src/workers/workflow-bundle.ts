import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BundleOptions, Logger } from '@temporalio/worker';
import { given } from '../core/values/given.ts';

export interface WorkflowBundle {
  /** The file a worker loads; also what one build of this checkout is known by. */
  readonly codePath: string;
  readonly origin: 'package' | 'cache' | 'built';
}

const sourceRoot = fileURLToPath(new URL('../', import.meta.url));
/** Realms whose modules may stand in workflow code. */
const bundledFolders = ['contracts', 'core', 'workflows'];
const bundledPackages = [
  '@scure/base',
  '@temporalio/common',
  '@temporalio/worker',
  '@temporalio/workflow',
  'canonicalize',
  'fflate',
];
const keepUnusedMs = 7 * 24 * 3_600_000;

/**
 * Find the workflow code as one bundle, and build it where there is none.
 *
 * A built package ships it. A checkout bundles `src/workflows/index.ts` once and keeps the result under
 * `${XDG_CACHE_HOME:-~/.cache}/holdfast/bundles/`, named by a hash of all that goes into it, so that the next
 * worker starts without a bundler. Two processes that build at once write the same bytes; the later rename wins.
 */
export async function loadWorkflowBundle(
  options: { env?: NodeJS.ProcessEnv; logger?: Logger } = {},
): Promise<WorkflowBundle> {
  const shipped = join(sourceRoot, 'workflow-bundle.js');
  if (existsSync(shipped)) return { codePath: shipped, origin: 'package' };
  const directory = bundleCacheDirectory(options.env);
  const codePath = join(directory, `${hashWorkflowInputs()}.js`);
  if (existsSync(codePath)) {
    touch(codePath);
    return { codePath, origin: 'cache' };
  }
  const code = await bundleWorkflows(options.logger);
  mkdirSync(directory, { recursive: true });
  const unfinished = `${codePath}.${randomUUID()}.partial`;
  writeFileSync(unfinished, code);
  renameSync(unfinished, codePath);
  dropUnused(directory);
  return { codePath, origin: 'built' };
}

/** Bundle the workflows of this source tree; the text is what `npm run build` ships as `dist/workflow-bundle.js`. */
export async function bundleWorkflows(logger?: Logger): Promise<string> {
  // The bundler is webpack: loaded only by the one process that needs it.
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const extension = existsSync(join(sourceRoot, 'workflows/index.ts')) ? 'ts' : 'js';
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(sourceRoot, `workflows/index.${extension}`),
    payloadConverterPath: join(sourceRoot, `workflows/payload-converter.${extension}`),
    preloadModules: [join(sourceRoot, `workflows/shared-modules.${extension}`)],
    webpackConfigHook: keepSyntax,
    ...given({ logger }),
  });
  return code;
}

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/** The bundler rewrites sources for engines of 2017; helpers for spreads and private fields cost a replay a tenth. */
function keepSyntax(config: WebpackConfig): WebpackConfig {
  for (const rule of config.module?.rules ?? []) {
    const use = typeof rule === 'object' && rule !== null ? rule.use : undefined;
    if (typeof use !== 'object' || use === null || !('options' in use)) continue;
    const { jsc } = use.options as { jsc?: { target?: string } };
    if (jsc) jsc.target = 'es2022';
  }
  return config;
}

/** Name the directory outside the checkout that keeps built bundles. */
function bundleCacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'holdfast', 'bundles');
}

/** Hash everything that decides what a bundle holds: sources of its realms, versions of its packages, Node's major, this file. */
export function hashWorkflowInputs(root = sourceRoot): string {
  const require = createRequire(import.meta.url);
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '');
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of bundledPackages) hash.update(`\0${name}@${packageVersion(require, name)}`);
  for (const folder of bundledFolders) {
    for (const file of sourceFiles(join(root, folder))) {
      hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 24);
}

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Read from the package's own folder: not every package exports its package.json. */
function packageVersion(require: NodeJS.Require, name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return 'absent';
}

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // A cache that may only be read serves as well.
  }
}

function dropUnused(directory: string): void {
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > keepUnusedMs) rmSync(file, { force: true });
  }
}
