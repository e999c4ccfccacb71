import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = resolve(import.meta.dirname, '../../src');

/** Texts of a source file that people or models may read: what is no comment. */
function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
}

/** Whoever fails cannot know whether somebody makes a next attempt. */
const promise = /(is|are|will be|being) (tried|called) again|is retried|will retry|retrying/;

describe('the text of a failure', () => {
  it('never says that it is tried again: it may be the last', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    const told = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const found = promise.exec(withoutComments(readFileSync(join(source, file), 'utf8')));
        return found ? [`${file}: ${found[0]}`] : [];
      });
    expect(files.length).toBeGreaterThan(300);
    expect(told).toEqual([]);
  });
});
