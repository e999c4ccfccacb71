import { describe, expect, it } from 'vitest';
import { bundleOrigins } from '../../../scripts/executed-files/bundle-origins.ts';

const lines = [
  '"./src/core/decide.ts": (module) => {',
  '  function decide() {} const also = () => 1;',
  '  exports.decide = () => decide;',
  '}, "./src/core/evolve.ts": (module) => {',
  '  function evolve() {}',
  '}, "pkg": (module) => {',
  '  function foreign() {}',
  '}',
];
const files = new Set(['src/core/decide.ts', 'src/core/evolve.ts']);

/** The lines with a map: decide and also come from the first source, evolve from the second, foreign from the third. */
function bundle(sources: readonly string[]): string {
  const map = { version: 3, sources, names: [], mappings: ';EAAA,qBAAqB;;;ECAA;;ECAA;' };
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${lines.join('\n')}\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${encoded}`;
}

const code = bundle([
  '/elsewhere/src/core/decide.ts',
  '/elsewhere/src/core/evolve.ts',
  '/elsewhere/node_modules/pkg/src/core/decide.ts',
]);
const originOf = bundleOrigins(code, files);
const at = (text: string) => originOf(code.indexOf(text));

describe('bundleOrigins', () => {
  it('names the file that wrote a function, also where another checkout made the bundle', () => {
    expect(at('function decide')).toBe('src/core/decide.ts');
    expect(at('() => 1')).toBe('src/core/decide.ts');
    expect(at('function evolve')).toBe('src/core/evolve.ts');
  });

  it('names no file for what the bundler wrote', () => {
    expect(at('(module)')).toBeUndefined();
    expect(at('() => decide')).toBeUndefined();
    expect(originOf(code.lastIndexOf('(module)'))).toBeUndefined();
  });

  it('names no file for code of a package, whatever its path ends with', () => {
    expect(at('function foreign')).toBeUndefined();
  });

  it('reads sources under the names that a bundler gives them', () => {
    const named = bundle([
      'webpack://holdfast/./src/core/decide.ts',
      './src/core/evolve.ts',
      './src/other.ts',
    ]);
    const found = bundleOrigins(named, files);
    expect(found(named.indexOf('function decide'))).toBe('src/core/decide.ts');
    expect(found(named.indexOf('function evolve'))).toBe('src/core/evolve.ts');
    expect(found(named.indexOf('function foreign'))).toBeUndefined();
  });

  it('refuses a bundle without a map', () => {
    expect(() => bundleOrigins('void 0;', files)).toThrow('The workflow bundle carries no source map.');
  });
});
