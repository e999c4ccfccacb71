import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from '../../src/reports/published-schemas.ts';

const root = resolve(import.meta.dirname, '../..');
/** The whole check builds before it tests. */
const isBuilt = existsSync(join(root, 'dist/workflow-bundle.js'));

interface Packed {
  readonly files: readonly { readonly path: string; readonly mode: number; readonly size: number }[];
  readonly size: number;
}

function pack(): Packed {
  const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  return (JSON.parse(json) as Packed[])[0] as Packed;
}

describe.skipIf(!isBuilt)('the package (built by npm run build)', () => {
  const packed = isBuilt ? pack() : { files: [], size: 0 };
  const paths = packed.files.map(({ path }) => path);

  it('holds the built code with its types, the launcher, the workflow bundle, the schemas and the server recipe', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'bin/holdfast.js',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/cli/main.js',
        'dist/workflow-bundle.js',
        'tools/temporal/go.mod',
        'tools/temporal/go.sum',
        ...Object.keys(publishedSchemas).map(
          (name) => `dist/schemas/${name.replace('holdfast.', '').replace('/', '.')}.json`,
        ),
      ]),
    );
  });

  it('holds no sources, tests, benches, histories or state of this checkout', () => {
    const rest = paths.filter((path) => !/^(dist|bin|tools\/temporal)\//.test(path));
    expect(rest.toSorted()).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([]);
    expect(paths.filter((path) => /\.test\.|\/test\/|\.holdfast|\.sqlite/.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(3_000_000);
  });

  it('holds nothing that makes the samples fail on purpose', () => {
    const code = paths.filter((path) => /^dist\/.*\.js$/.test(path));
    const faulty = code.filter(
      (path) =>
        path.includes('/samples/testing/') ||
        readFileSync(join(root, path), 'utf8').includes('set on purpose'),
    );
    expect(faulty).toEqual([]);
  });

  it('has a module for each of the sources, and a type for each module', () => {
    const modules = paths.filter((path) => /^dist\/.*\.js$/.test(path) && path !== 'dist/workflow-bundle.js');
    const untyped = modules.filter((path) => !paths.includes(path.replace(/\.js$/, '.d.ts')));
    expect(untyped).toEqual([]);
    expect(modules.length).toBeGreaterThan(300);
  });

  it('points to files that are in it', () => {
    const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      exports: Record<string, string | Record<string, string>>;
    };
    const published = Object.values(exports).flatMap((target) => {
      if (typeof target === 'string') return target.includes('*') ? [] : [target];
      const { 'holdfast-source': _, ...built } = target;
      return Object.values(built);
    });
    const targets = [...Object.values(bin), ...published].map((path) => path.replace('./', ''));
    expect(targets.filter((path) => !paths.includes(path))).toEqual([]);
  });
});
