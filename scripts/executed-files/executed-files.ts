import type { Profiler } from 'node:inspector';

/** Tells which file a function comes from by the offset at which it begins; undefined for what none of ours wrote. */
export type OriginOf = (offset: number) => string | undefined;

/**
 * List the files of which at least one function was called while `scripts` were counted.
 *
 * Loading a module is no call: neither its evaluation nor the static blocks of its classes count.
 *
 * @param originsOf Of a script, by its URL; undefined leaves the script out.
 */
export function executedFiles(
  scripts: readonly Profiler.ScriptCoverage[],
  originsOf: (url: string) => OriginOf | undefined,
): Set<string> {
  const files = new Set<string>();
  for (const { url, functions } of scripts) {
    const originOf = originsOf(url);
    if (!originOf) continue;
    for (const { functionName, ranges } of functions) {
      const [whole] = ranges;
      if (!whole || whole.count === 0) continue;
      if (whole.startOffset === 0 || functionName === staticInitializer) continue;
      const file = originOf(whole.startOffset);
      if (file !== undefined) files.add(file);
    }
  }
  return files;
}

/** As V8 names the fields and blocks that a class runs once, when it is defined. */
const staticInitializer = '<static_initializer>';
