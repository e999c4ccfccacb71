import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verbs } from '../../src/cli/verbs.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function pages(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  return list.split('\n').filter((path) => path !== '' && existsSync(join(root, path)));
}

/** Targets of a page's links into this repository. */
function linkTargets(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

describe('the pages', () => {
  it('link to files that exist', () => {
    const dead = pages().flatMap((page) =>
      linkTargets(read(page))
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(pages()).toContain('README.md');
    expect(dead).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = read('README.md');

  it('has a tour of six files, each under 200 lines', () => {
    const tour = [...readme.matchAll(/^\d\. \[([^\]]+)\]/gm)].map(([, path = '']) => path);
    expect(tour).toHaveLength(6);
    expect(tour.filter((path) => read(path).split('\n').length > 200)).toEqual([]);
  });

  it('names no verb, and no npm script, that does not exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = (pattern: RegExp) => [...readme.matchAll(pattern)].map(([, name = '']) => name);
    const known = verbs.map(({ name }) => name);
    expect(named(/npx holdfast ([a-z]+)/g)).toContain('say');
    expect(named(/npx holdfast ([a-z]+)/g).filter((verb) => !known.includes(verb))).toEqual([]);
    expect(named(/npm run ([\w:-]+)/g).filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});
