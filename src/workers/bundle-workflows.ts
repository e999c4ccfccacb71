import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BundleOptions, Logger } from '@temporalio/worker';

/** Where the sources stand, or what was built of them. */
export const sourceRoot = fileURLToPath(new URL('../', import.meta.url));

/** Name a module of this tree, as it stands there: as source, or built. */
export function ownModule(name: string): string {
  const source = join(sourceRoot, `${name}.ts`);
  return existsSync(source) ? source : join(sourceRoot, `${name}.js`);
}

export interface BundleInput {
  readonly logger?: Logger | undefined;
  /** Module of the converter that workflow code reads payloads with; Holdfast's own unless told. */
  readonly payloadConverterPath?: string | undefined;
  /** Is told every file that went in. */
  readonly onFiles?: ((files: readonly string[]) => void) | undefined;
}

/** Bundle the workflows of this source tree; the text is what `npm run build` ships as `dist/workflow-bundle.js`. */
export async function bundleWorkflows(input: BundleInput = {}): Promise<string> {
  const { logger, payloadConverterPath = ownModule('workflows/payload-converter'), onFiles } = input;
  // The bundler is webpack: loaded only by the one process that needs it.
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: ownModule('workflows/index'),
    payloadConverterPath,
    preloadModules: [ownModule('workflows/shared-modules')],
    webpackConfigHook: (config) => tellFiles(keepSyntax(config), onFiles),
    ...(logger && { logger }),
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

function tellFiles(config: WebpackConfig, onFiles: BundleInput['onFiles']): WebpackConfig {
  if (!onFiles) return config;
  const plugin: NonNullable<WebpackConfig['plugins']>[number] = {
    apply: (compiler) =>
      compiler.hooks.done.tap('holdfast', ({ compilation }) => onFiles([...compilation.fileDependencies])),
  };
  return { ...config, plugins: [...(config.plugins ?? []), plugin] };
}
