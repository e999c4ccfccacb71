import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type { Logger } from '@temporalio/worker';
import { bundleCacheDirectory, dropUnused, keepFile, touch } from './bundle-cache.ts';
import { loadBundleWith } from './bundle-with-converter.ts';
import { bundleWorkflows, ownModule, sourceRoot } from './bundle-workflows.ts';

export interface WorkflowBundle {
  /** The file a worker loads; also what one build of this checkout is known by. */
  readonly codePath: string;
  readonly origin: 'package' | 'cache' | 'built';
}

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

/**
 * Find the workflow code as one bundle, and build it where there is none.
 *
 * A built package ships it. A checkout bundles `src/workflows/index.ts` once and keeps the result under
 * `${XDG_CACHE_HOME:-~/.cache}/holdfast/bundles/`, named by a hash of all that goes into it, so that the next
 * worker starts without a bundler. Two processes that build at once write the same bytes; the later rename wins. A
 * configuration with a payload converter of its own has a bundle of its own, kept alike.
 *
 * @throws DataConverterError for a converter that cannot be a part of workflow code.
 */
export async function loadWorkflowBundle(
  options: { env?: NodeJS.ProcessEnv; logger?: Logger; payloadConverterPath?: string | undefined } = {},
): Promise<WorkflowBundle> {
  const { env, logger, payloadConverterPath } = options;
  const directory = bundleCacheDirectory(env);
  if (payloadConverterPath !== undefined)
    return loadBundleWith(payloadConverterPath, { directory, sources: hashWorkflowInputs(), logger });
  const shipped = join(sourceRoot, 'workflow-bundle.js');
  if (existsSync(shipped)) return { codePath: shipped, origin: 'package' };
  const name = `${hashWorkflowInputs()}.js`;
  const codePath = join(directory, name);
  if (existsSync(codePath)) {
    touch(codePath);
    return { codePath, origin: 'cache' };
  }
  keepFile(directory, name, await bundleWorkflows({ logger }));
  dropUnused(directory);
  return { codePath, origin: 'built' };
}

/** Hash everything that decides what a bundle holds: sources of its realms, versions of its packages, Node's major, how it is built. */
export function hashWorkflowInputs(root = sourceRoot): string {
  const require = createRequire(import.meta.url);
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '');
  hash.update(readFileSync(ownModule('workers/bundle-workflows')));
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
