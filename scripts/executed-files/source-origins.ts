import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleOrigins } from './bundle-origins.ts';
import type { OriginOf } from './executed-files.ts';

/**
 * Tell for the scripts of a checkout's processes which files of its `src` their functions come from.
 *
 * A script that is neither of the checkout nor of a package is a bundle of workflow code, from the cache.
 */
export function sourceOrigins(root: string): (url: string) => OriginOf | undefined {
  const checkout = realpathSync(root);
  const files = sourceFiles(checkout);
  const prefix = `${pathToFileURL(checkout).href}/`;
  const bundles = new Map<string, OriginOf>();
  return (url) => {
    if (!url.startsWith('file:') || url.includes('/node_modules/')) return undefined;
    if (url.startsWith(prefix)) {
      const file = decodeURIComponent(url.slice(prefix.length));
      return files.has(file) ? () => file : undefined;
    }
    const known = bundles.get(url);
    if (known) return known;
    const origin = bundleOrigins(readFileSync(fileURLToPath(url), 'utf8'), files);
    bundles.set(url, origin);
    return origin;
  };
}

function sourceFiles(root: string): Set<string> {
  const entries = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}
