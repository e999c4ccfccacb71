import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { Logger } from '@temporalio/worker';
import { DataConverterError } from '../payloads/data-converter-error.ts';
import { dropUnused, hashOf, keepFile, touch } from './bundle-cache.ts';
import { bundleWorkflows, sourceRoot } from './bundle-workflows.ts';
import { writeConverterModule } from './converter-module.ts';

/** Files outside of this tree that went into a bundle, each with the hash of what it held. */
type Ingredients = readonly (readonly [file: string, hash: string])[];

/**
 * Find the bundle of workflow code that reads payloads with somebody's own converter, and build it where there is none.
 *
 * What the converter imports goes into the bundle too, and is known only once it was bundled: a list beside the bundle says
 * which files these were, and one that changed makes it anew.
 */
export async function loadBundleWith(
  payloadConverterPath: string,
  { directory, sources, logger }: { directory: string; sources: string; logger: Logger | undefined },
): Promise<{ codePath: string; origin: 'cache' | 'built' }> {
  // Named after what it says, so that another way to make a converter tolerant is another bundle.
  const module = writeConverterModule(directory, payloadConverterPath, 'tolerant');
  const name = `${sources}-${basename(module, '.cjs')}`;
  const codePath = join(directory, `${name}.js`);
  const listPath = join(directory, `${name}.json`);
  if (existsSync(codePath) && isUnchanged(listPath)) {
    touch(codePath);
    touch(listPath);
    return { codePath, origin: 'cache' };
  }
  let files: readonly string[] = [];
  const code = await bundle(payloadConverterPath, module, logger, (all) => {
    files = all.filter((file) => !file.startsWith(sourceRoot) && !file.startsWith(directory + sep));
  });
  // The bundle first: a list without it is no claim.
  keepFile(directory, `${name}.js`, code);
  keepFile(directory, `${name}.json`, JSON.stringify(ingredientsOf(files)));
  dropUnused(directory);
  return { codePath, origin: 'built' };
}

async function bundle(
  payloadConverterPath: string,
  module: string,
  logger: Logger | undefined,
  onFiles: (files: readonly string[]) => void,
): Promise<string> {
  const said: string[] = [];
  try {
    return await bundleWorkflows({ logger: heard(logger, said), payloadConverterPath: module, onFiles });
  } catch (error) {
    // The bundler tells what it stumbled over in its log alone.
    const [why = error instanceof Error ? error.message : String(error)] = said;
    throw new DataConverterError(
      `The payload converter ${payloadConverterPath} cannot be a part of workflow code: ${why}`,
      {
        advice:
          'Have the module, and what it imports, use @temporalio/common and what needs no Node; work that needs Node belongs into a payload codec.',
        cause: error,
      },
    );
  }
}

function heard(logger: Logger | undefined, said: string[]): Logger {
  const tell = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error'): Logger['info'] => {
    return (message, meta) => {
      if (level === 'error') said.push(...(/\w*Error: .+/.exec(message) ?? []));
      logger?.[level](message, meta);
    };
  };
  return {
    log: (level, message, meta) => logger?.log(level, message, meta),
    trace: tell('trace'),
    debug: tell('debug'),
    info: tell('info'),
    warn: tell('warn'),
    error: tell('error'),
  };
}

function isUnchanged(listPath: string): boolean {
  try {
    const ingredients = JSON.parse(readFileSync(listPath, 'utf8')) as Ingredients;
    return ingredients.every(([file, hash]) => hashOf(readFileSync(file)) === hash);
  } catch {
    return false;
  }
}

function ingredientsOf(files: readonly string[]): Ingredients {
  return files
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .map((file) => [file, hashOf(readFileSync(file))] as const);
}
