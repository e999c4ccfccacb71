import { describe, expect, it } from 'vitest';
import { executedFiles } from '../../../scripts/executed-files/executed-files.ts';

/** A function as V8 counts it. */
function called(count: number, startOffset: number, functionName = 'f') {
  return {
    functionName,
    isBlockCoverage: false,
    ranges: [{ startOffset, endOffset: startOffset + 10, count }],
  };
}

const evaluation = called(1, 0, '');
const ofFile = (url: string) =>
  url.startsWith('file:///src/') ? () => url.slice('file:///'.length) : undefined;

function files(functions: ReturnType<typeof called>[], url = 'file:///src/a.ts'): string[] {
  return [...executedFiles([{ scriptId: '1', url, functions: [evaluation, ...functions] }], ofFile)];
}

describe('executedFiles', () => {
  it('names a file of which a function was called', () => {
    expect(files([called(0, 20), called(1, 40)])).toEqual(['src/a.ts']);
  });

  it('does not name a file that was only loaded', () => {
    expect(files([])).toEqual([]);
    expect(files([called(0, 20)])).toEqual([]);
    expect(files([called(1, 20, '<static_initializer>')])).toEqual([]);
  });

  it('leaves out scripts that are of no concern', () => {
    expect(files([called(1, 20)], 'node:events')).toEqual([]);
  });

  it('names the file from which each function of a bundle comes, and nothing for those of the bundler', () => {
    const origins = new Map([
      [20, 'src/a.ts'],
      [60, 'src/b.ts'],
    ]);
    const bundle = {
      scriptId: '1',
      url: 'file:///bundle.js',
      functions: [evaluation, called(1, 20), called(0, 40), called(2, 60), called(5, 80)],
    };
    expect([...executedFiles([bundle], () => (offset) => origins.get(offset))]).toEqual([
      'src/a.ts',
      'src/b.ts',
    ]);
  });
});
