import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSteps } from '../../scripts/check-steps.ts';
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

/** What users and contributors are told by; decisions are dated, and name what was there then. */
const guides = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'test/README.md', ...guidesIn('docs')];

function guidesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** Paths from the root that a page names, in code or in a command, beside those of its links. */
function namedPaths(markdown: string): string[] {
  const paths = /(?<![\w./-])(?:src|test|docs|examples|bench|scripts|bin|docker)\/[\w./-]*/g;
  return [...markdown.matchAll(paths)]
    .map(([path]) => path.replace(/\.+$/, ''))
    .filter((path) => !/NAME|on-$/.test(path));
}

/** Folders of `src` in the first column of a page's map. */
function mappedFolders(markdown: string): string[] {
  const map = markdown.split('\n\n').find((part) => part.startsWith('| folder | holds |')) ?? '';
  return map.split('\n').flatMap((row) => {
    const [, cell = ''] = row.split('|');
    return [...cell.matchAll(/`src\/([\w-]+)`/g)].map(([, folder = '']) => folder);
  });
}

describe('the guides', () => {
  it('name files and folders that exist', () => {
    const dead = guides.flatMap((page) =>
      namedPaths(read(page))
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(namedPaths(read('CONTRIBUTING.md'))).toContain('src/core/commands/activities.ts');
    expect(dead).toEqual([]);
  });

  it('name no verb, npm script, or part of the check, that does not exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = (pattern: RegExp) =>
      guides.flatMap((page) => [...read(page).matchAll(pattern)].map(([, name = '']) => name));
    const known = verbs.map(({ name }) => name);
    const usedVerbs = named(/\bholdfast ([a-z]+)(?= |`|$)/gm);
    const usedSteps = named(/npm test -- ([a-z -]+)/g).flatMap((names) => names.trim().split(' '));
    expect(usedVerbs).toContain('say');
    expect(usedVerbs.filter((verb) => !known.includes(verb))).toEqual([]);
    expect(named(/npm run ([\w:-]+)/g).filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
    expect(usedSteps).toContain('replay');
    expect(usedSteps.filter((step) => !checkSteps.some(({ name }) => name === step))).toEqual([]);
  });

  it.each(['README.md', 'CONTRIBUTING.md'])('have each folder of src in the map of %s, once', (page) => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    const tracked = folders.map(({ name }) => name).filter((name) => holdsSources(`src/${name}`));
    expect(mappedFolders(read(page)).toSorted()).toEqual(tracked.toSorted());
  });
});

/** A folder whose files were moved away stays behind, empty, in a checkout. */
function holdsSources(folder: string): boolean {
  return readdirSync(join(root, folder), { recursive: true }).some((path) => String(path).endsWith('.ts'));
}

describe('README.md', () => {
  it('has a tour of seven files, each under 200 lines and with a sentence on what to see there', () => {
    const stops = [...read('README.md').matchAll(/^\d\. \[([^\]]+)\]\([^)]+\): (.+)/gm)];
    const tour = stops.map(([, path = '']) => path);
    expect(tour).toHaveLength(7);
    expect(tour.filter((path) => read(path).split('\n').length > 200)).toEqual([]);
  });
});
