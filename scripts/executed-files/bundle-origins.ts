import { SourceMap } from 'node:module';
import type { OriginOf } from './executed-files.ts';

const inlineMap = /\/\/# sourceMappingURL=data:application\/json;[^,\n]*base64,([A-Za-z0-9+/=]+)/g;

/**
 * Tell by a bundle's inline source map which of `files` wrote the function that begins at an offset.
 *
 * What the bundler added, such as the wrapper of a module or the getter of an export, is nobody's. The map may name the
 * files of another checkout of the same text: a cached bundle does, so that paths are compared by their ends.
 *
 * @param files Paths from the root of the checkout, like `src/core/run/decide.ts`.
 * @throws Error when the bundle carries no map.
 */
export function bundleOrigins(code: string, files: ReadonlySet<string>): OriginOf {
  const encoded = [...code.matchAll(inlineMap)].at(-1)?.[1];
  if (encoded === undefined) throw new Error('The workflow bundle carries no source map.');
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()));
  const lines = lineStarts(code);
  return (offset) => {
    const line = lastAtMost(lines, offset);
    const entry = map.findEntry(line, offset - (lines[line] ?? 0));
    // A line without a mapping of its own is answered with the nearest one above.
    if (!('generatedLine' in entry) || entry.generatedLine !== line) return undefined;
    return endAmong(entry.originalSource, files);
  };
}

function endAmong(source: string, files: ReadonlySet<string>): string | undefined {
  const parts = source.split('/');
  if (parts.includes('node_modules')) return undefined;
  return parts.map((_, index) => parts.slice(index).join('/')).find((end) => files.has(end));
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last number that is not above the limit. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0;
  for (let high = sorted.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
