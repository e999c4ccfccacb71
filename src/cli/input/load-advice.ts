import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { oneLine } from '../render/clean-text.ts';

/** Node takes the types out of a file and changes nothing else in it; what needs more is refused. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/\benum\b/, 'Write an object with "as const" instead of the enum.'],
  [/parameter property/, 'Declare the field and assign it in the constructor instead.'],
  [/namespace/, 'Write a module, or an object, instead of the namespace.'],
  [/import equals/, 'Write import … from instead of import … = require.'],
  [/export assignment/, 'Write export default instead of export =.'],
];
const erasable =
  'Write it so that nothing but its types has to be taken out; tsc names such places with erasableSyntaxOnly.';

/**
 * Say what to write instead where a file that `tsc` takes cannot be loaded: one sentence, or nothing where the error says
 * it all.
 */
export function loadAdvice(thrown: unknown): string | undefined {
  const { code, message, url } = thrown as { code?: unknown; message?: unknown; url?: unknown };
  const text = typeof message === 'string' ? message : '';
  switch (code) {
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return instead.find(([pattern]) => pattern.test(text))?.[1] ?? erasable;
    case 'ERR_IMPORT_ATTRIBUTE_MISSING':
      return "Write import … with { type: 'json' } instead.";
    case 'ERR_MODULE_NOT_FOUND':
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return typeof url === 'string' ? adviceOnFile(url) : adviceOnPackage(text);
  }
  const missing = /does not provide an export named '([^']+)'/.exec(text)?.[1];
  if (missing !== undefined)
    return `If ${oneLine(missing)} is a type, write import type { ${oneLine(missing)} } instead.`;
  return text.startsWith('Cannot use import statement outside a module')
    ? 'Write "type": "module" into its package.json, or call the file .mts instead.'
    : undefined;
}

/** Node takes a file by its own name. */
function adviceOnFile(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined;
  const path = fileURLToPath(url);
  const bare = path.replace(/\.[cm]?jsx?$/, '');
  const names = [path.replace(/\.([cm]?)js$/, '.$1ts'), `${bare}.ts`, `${bare}.mts`, `${path}/index.ts`];
  const found = names.find((name) => name !== path && existsSync(name));
  const end = found?.slice(bare.length);
  return end && `It is there as …${end}: write the import with that ending, '…${end}', instead.`;
}

/** Paths of `tsconfig.json` look like packages; a file in another folder than its project finds none. */
function adviceOnPackage(text: string): string | undefined {
  const name = /^Cannot find package '([^']+)'/.exec(text)?.[1];
  if (name === 'holdfast')
    return 'Install it in the project that holds the file: npm install holdfast. Node looks from where the file lies.';
  return name !== undefined && /^(@\/|~|#|src\/)/.test(name)
    ? `${oneLine(name)} looks like an alias of tsconfig.json, which is TypeScript's alone: write a path that ends in .ts instead, or name it in "imports" of package.json.`
    : undefined;
}
