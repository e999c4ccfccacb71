export interface BundleInventory {
  /** Names of packages, sorted. */
  readonly packages: readonly string[];
  /** Folders of src, sorted. */
  readonly realms: readonly string[];
  /** Requests the bundler answered with an empty module: a module that does not exist in the sandbox. */
  readonly emptied: readonly string[];
  /** Length of the code without its source map. */
  readonly codeBytes: number;
}

/** One module of the bundle: its id, and in the next line but one the comment that names it when it was emptied. */
const moduleHead = /^\/\*{3}\/ "([^"]+)"$/;
const emptiedHead = /^ {2}!\*{3} (.+) \(ignored\) \*{3}!$/;

/**
 * List what is inside a workflow bundle.
 *
 * Reads the module heads that webpack writes in development mode, which is the mode of Temporal's bundler.
 *
 * @throws Error when no module is found: the format changed, and an empty list would look clean.
 */
export function readBundleInventory(code: string): BundleInventory {
  const sourceMap = code.lastIndexOf('\n//# sourceMappingURL=');
  const plain = sourceMap < 0 ? code : code.slice(0, sourceMap);
  const lines = plain.split('\n');
  const ids = lines.flatMap((line) => moduleHead.exec(line)?.[1] ?? []);
  if (ids.length === 0)
    throw new Error('No module head found in the bundle: has the bundler changed its format?');
  const packages = ids.flatMap((id) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []);
  const own = ids.filter((id) => !id.includes('node_modules/') && !id.startsWith('?'));
  return {
    packages: sorted(packages),
    realms: sorted(own.map((id) => /(?:^|\/)src\/([^/]+)\//.exec(id)?.[1] ?? id)),
    emptied: sorted(lines.flatMap((line) => emptiedHead.exec(line)?.[1] ?? [])),
    codeBytes: Buffer.byteLength(plain),
  };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
