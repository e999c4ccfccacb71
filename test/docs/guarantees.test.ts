import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

interface Row {
  readonly what: string;
  readonly shownBy: string;
}

/** Rows of the tables whose last column is "shown by". */
function guaranteeRows(markdown: string): Row[] {
  const rows: Row[] = [];
  let isGuarantees = false;
  for (const line of markdown.split('\n')) {
    if (!line.startsWith('|')) isGuarantees = false;
    else if (line.endsWith('| shown by |')) isGuarantees = true;
    else if (isGuarantees && !/^\|[-|]+\|$/.test(line)) {
      const cells = line.slice(1, -1).split('|');
      rows.push({ what: (cells[0] ?? '').trim(), shownBy: (cells.at(-1) ?? '').trim() });
    }
  }
  return rows;
}

/** A file, then the titles in it: `test/a.test.ts` “one”, “another”. */
function namedTests(markdown: string): { file: string; titles: string[] }[] {
  return [...markdown.matchAll(/`(test\/[^`]+)`((?:,? “[^”]+”)*)/g)].map(([, file = '', titles = '']) => ({
    file,
    titles: [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }));
}

/** Name every row without evidence and every file, title or script that is named and does not exist. */
function faultsOf(markdown: string): string[] {
  const bare = guaranteeRows(markdown)
    .filter(({ shownBy }) => {
      const tests = namedTests(shownBy);
      return tests.length === 0
        ? !shownBy.includes('`npm run ')
        : tests.some(({ titles }) => titles.length === 0);
    })
    .map(({ what }) => `no test shows: ${what}`);
  const tests = namedTests(markdown).flatMap(({ file, titles }) => {
    if (!existsSync(join(root, file))) return [`there is no ${file}`];
    const source = read(file);
    return titles
      .filter((title) => !hasTitle(source, title))
      .map((title) => `${file} has no test “${title}”`);
  });
  const commands = [...markdown.matchAll(/`npm run ([\w:-]+)`/g)]
    .filter(([, script = '']) => !Object.hasOwn(scripts, script))
    .map(([command]) => `package.json has no script for ${command}`);
  return [...bare, ...tests, ...commands];
}

/** As a whole string literal, so that a part of a title is none. */
function hasTitle(source: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => source.includes(quote + title + quote));
}

describe('docs/guarantees.md', () => {
  it('names a test for every row, and every test, file and script that it names exists', () => {
    const markdown = read('docs/guarantees.md');
    expect(guaranteeRows(markdown).length).toBeGreaterThan(30);
    expect(faultsOf(markdown)).toEqual([]);
  });

  it('is quoted by the README with tests that exist as well', () => {
    expect(guaranteeRows(read('README.md')).length).toBeGreaterThan(3);
    expect(faultsOf(read('README.md'))).toEqual([]);
  });

  it.each([
    ['| A | B | it is tested |', 'no test shows: A'],
    ['| A | B | `test/core/budget/money.test.ts` |', 'no test shows: A'],
    ['| A | B | `test/core/gold.test.ts` “x” |', 'there is no test/core/gold.test.ts'],
    [
      '| A | B | `test/core/budget/money.test.ts` “is exact where doubles are” |',
      'test/core/budget/money.test.ts has no test “is exact where doubles are”',
    ],
    ['| A | B | `npm run gold` |', 'package.json has no script for `npm run gold`'],
  ])('would be refused with the row %s', (row, fault) => {
    const table = `| what fails | what happens | shown by |\n|---|---|---|\n${row}\n`;
    expect(faultsOf(table)).toEqual([fault]);
  });
});
