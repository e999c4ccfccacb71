import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const maxLines = 250;
/** What may lie beside the concept folders of a realm. */
const loose: readonly string[] = [
  'src/client/holdfast-client.ts',
  'src/client/index.ts',
  'src/cli/main.ts',
  'src/cli/session.ts',
  'src/cli/verbs.ts',
  'src/cli/command.ts',
];
/** Written in parts, so that this file names none either. */
const registryHosts = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'npmjs', 'com'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['npm', 'jsr', 'io'],
  ['proxy', 'golang', 'org'],
  ['sum', 'golang', 'org'],
  ['pypi', 'org'],
].map((parts) => parts.join('.'));

/** What answers differently from one version of Node to the next; lower case of plain letters does not. */
const engineTables = /\.normalize\(|localeCompare|\.toLocale\w+\(|\bIntl\.|\\p\{|\\P\{|\bSegmenter\b/;

/** A spread that passes on what may be undefined, as `given` does. */
const leftOutByHand = [
  /\.\.\.\((?<value>[\w.]+) === undefined \? \{\} : \{ (?:\w+: )?\k<value> \}\)/,
  /\.\.\.\((?<value>[\w.]+) !== undefined && \{ (?:\w+: )?\k<value> \}\)/,
];

/** Every file of the project that is not ignored, tracked or not yet. */
function projectFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return list.split('\n').filter((path) => path !== '' && existsSync(join(root, path)));
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Name what is wrong with one file of the project, by its path and text. */
function faultsOf(path: string, text: string): string[] {
  const faults = registryHosts.filter((host) => text.includes(host)).map((host) => `${path} names ${host}`);
  const lines = text.trimEnd().split('\n').length;
  if (path.startsWith('src/') && path.endsWith('.ts') && lines > maxLines) {
    faults.push(`${path} has ${lines} lines, more than ${maxLines}: split it by concept`);
  }
  if (/^src\/(core|client|cli)\/[^/]+\.ts$/.test(path) && !loose.includes(path)) {
    faults.push(`${path} lies beside the concept folders: move it into the one whose concept it is`);
  }
  if (path.startsWith('src/') && leftOutByHand.some((spread) => spread.test(text))) {
    faults.push(
      `${path} leaves out by hand what is undefined: spread given({…}) of src/core/values/given.ts`,
    );
  }
  if (path.startsWith('src/core/') && /\bnew Date\(\)/.test(text)) {
    faults.push(`${path} reads the clock: take the time from an event`);
  }
  if (/^src\/(core|contracts|workflows)\//.test(path) && engineTables.test(text)) {
    faults.push(`${path} goes by the engine's tables of Unicode: a replay on another Node may differ`);
  }
  const mayNameCommands = path.startsWith('src/cli/') || path === 'src/core/view/run-command.ts';
  if (path.startsWith('src/') && !mayNameCommands && /\bholdfast [a-z]/.test(text)) {
    faults.push(`${path} names a shell command: give a NextAction, which src/cli says in words`);
  }
  return faults;
}

describe('the project’s files', () => {
  it('keep to one concept, name no package registry, leave the clock out of core, commands to cli and the undefined to one piece', () => {
    const files = projectFiles();
    expect(files).toContain('src/core/values/json.ts');
    expect(files.flatMap((path) => faultsOf(path, read(path)))).toEqual([]);
  });

  it.each([
    [
      'src/cli/render/long.ts',
      'x;\n'.repeat(251),
      'src/cli/render/long.ts has 251 lines, more than 250: split it by concept',
    ],
    [
      'package-lock.json',
      `"resolved": "https://${registryHosts[0]}/x"`,
      `package-lock.json names ${registryHosts[0]}`,
    ],
    [
      'src/core/run/now.ts',
      'export const now = new Date();',
      'src/core/run/now.ts reads the clock: take the time from an event',
    ],
    [
      'src/core/guard/same.ts',
      "export const same = (a: string) => a.normalize('NFKC');",
      "src/core/guard/same.ts goes by the engine's tables of Unicode: a replay on another Node may differ",
    ],
    [
      'src/workflows/letters.ts',
      'export const letters = /\\p{L}/u;',
      "src/workflows/letters.ts goes by the engine's tables of Unicode: a replay on another Node may differ",
    ],
    [
      'src/agents/plain.ts',
      'export const plain = { ...(a.b === undefined ? {} : { b: a.b }) };',
      'src/agents/plain.ts leaves out by hand what is undefined: spread given({…}) of src/core/values/given.ts',
    ],
    [
      'src/client/runs/find-run.ts',
      "const advice = 'holdfast ls';",
      'src/client/runs/find-run.ts names a shell command: give a NextAction, which src/cli says in words',
    ],
    [
      'src/core/json.ts',
      'export {};',
      'src/core/json.ts lies beside the concept folders: move it into the one whose concept it is',
    ],
  ])('are refused when %s breaks a rule', (path, text, fault) => {
    expect(faultsOf(path, text)).toEqual([fault]);
  });

  it('may be exactly 250 lines long', () => {
    expect(faultsOf('src/cli/render/long.ts', 'x;\n'.repeat(250))).toEqual([]);
  });
});
