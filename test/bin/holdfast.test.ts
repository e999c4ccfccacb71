import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const platformPackage = `node-${process.platform}-${process.arch}`;
const lockedNode = join(root, 'node_modules', platformPackage, 'bin/node');
const olderNode = findOlderNode();
const hasNpx = spawnSync('npx', ['--version']).status === 0;

/** Stands in for the command line: says how it was started, then does what its first argument names. */
const mainModule = `
import { writeFileSync } from 'node:fs';
export async function main(argv: string[]): Promise<number> {
  const { version, pid } = process;
  const { origin } = await import('holdfast');
  if (argv[0] === 'drain') process.on('SIGTERM', () => (argv[1] && writeFileSync(argv[1], 'drained'), process.exit(7)));
  console.log(JSON.stringify({ argv, origin, version, pid }));
  if (argv[0] === 'exit') return Number(argv[1]);
  if (argv[0] === 'drain' || argv[0] === 'hang') await new Promise((settle) => setTimeout(settle, 20_000));
  return 0;
}
`;

const exports = { 'holdfast-source': './src/index.ts', default: './dist/index.js' };

interface Started {
  readonly argv: string[];
  readonly origin: string;
  readonly version: string;
  readonly pid: number;
}

let home: string;
let children: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-bin-'));
  mkdirSync(join(home, 'node_modules/.bin'), { recursive: true });
  cpSync(join(root, 'bin'), join(home, 'bin'), { recursive: true });
  put('package.json', JSON.stringify({ name: 'holdfast', type: 'module', exports }));
  put('src/index.ts', "export const origin: string = 'src';");
  symlinkSync('../../bin/holdfast.js', join(home, 'node_modules/.bin/holdfast'));
  put('src/cli/main.ts', mainModule);
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  rmSync(home, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}

/** Find a Node below 24 that is not the locked one, as a machine of a newcomer has it. */
function findOlderNode(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return candidates.find((path) => {
    if (path.includes('node_modules') || !existsSync(path)) return false;
    return Number.parseInt(execFileSync(path, ['--version'], { encoding: 'utf8' }).slice(1), 10) < 24;
  });
}

/** Start the bin through the symlink that npm makes. */
function start(node: string, args: readonly string[]): Launch {
  const child = spawn(node, [join(home, 'node_modules/.bin/holdfast'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const started = new Promise<Started>((settle) => {
    child.stdout.setEncoding('utf8').once('data', (line: string) => settle(JSON.parse(line)));
  });
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((settle) => {
    child.on('close', (code, signal) => settle({ code, signal, stderr }));
  });
  return { child, started, ended };
}

interface Launch {
  readonly child: ChildProcess;
  readonly started: Promise<Started>;
  readonly ended: Promise<{ code: number | null; signal: string | null; stderr: string }>;
}

const nodes = [{ name: 'Node 24', node: process.execPath }];
if (olderNode !== undefined) nodes.push({ name: 'an older Node', node: olderNode });

describe.each(nodes)('bin/holdfast.js under $name', ({ node }) => {
  beforeEach(() => {
    if (existsSync(lockedNode))
      symlinkSync(dirname(dirname(lockedNode)), join(home, 'node_modules', platformPackage));
  });

  it('runs the sources of a checkout under Node 24, `holdfast` among them, arguments kept, without a warning', async () => {
    const { started, ended } = start(node, ['exit', '0', '--json', 'a b']);
    const { argv, origin, version } = await started;
    expect(argv).toEqual(['exit', '0', '--json', 'a b']);
    expect(origin).toBe('src');
    expect(Number.parseInt(version.slice(1), 10)).toBeGreaterThanOrEqual(24);
    expect(await ended).toEqual({ code: 0, signal: null, stderr: '' });
  });

  it('ends with the exit code of the command', async () => {
    expect(await start(node, ['exit', '9']).ended).toEqual({ code: 9, signal: null, stderr: '' });
  });

  it('lets a command that drains on SIGTERM end as it wants', async () => {
    const { child, started, ended } = start(node, ['drain']);
    await started;
    child.kill('SIGTERM');
    expect((await ended).code).toBe(7);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('passes %s on and ends as a process that it stopped', async (signal, code) => {
    const { child, started, ended } = start(node, ['hang']);
    await started;
    child.kill(signal);
    const end = await ended;
    expect(end.code ?? 128 + constants.signals[end.signal as 'SIGTERM' | 'SIGINT']).toBe(code);
  });

  it('leaves nothing running when it is killed', async () => {
    const { child, started } = start(node, ['hang']);
    const { pid } = await started;
    child.kill('SIGKILL');
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it.skipIf(!hasNpx).each(['SIGTERM', 'SIGKILL'] as const)(
    'drains when the npx that started it ends by %s',
    async (signal) => {
      const mark = join(home, 'drained');
      // Started by the Node in question, as npx of that Node's installation would.
      const path = [dirname(node), process.env.PATH].join(delimiter);
      const npx = spawn('npx', ['--no', 'holdfast', 'drain', mark], {
        cwd: home,
        env: { ...process.env, PATH: path },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      children.push(npx);
      const { pid } = await new Promise<Started>((settle) => {
        npx.stdout.setEncoding('utf8').once('data', (line: string) => settle(JSON.parse(line)));
      });
      npx.kill(signal);
      await expect.poll(() => isRunning(pid)).toBe(false);
      expect(existsSync(mark)).toBe(true);
    },
  );

  it('runs the built command line of an installed package', async () => {
    rmSync(join(home, 'src'), { recursive: true });
    put('dist/cli/main.js', "export const main = async (argv) => (console.log('{}'), Number(argv[0]));");
    expect(await start(node, ['4']).ended).toEqual({ code: 4, signal: null, stderr: '' });
  });

  it('says how to build a package that has no command line', async () => {
    rmSync(join(home, 'src'), { recursive: true });
    const { code, stderr } = await start(node, []).ended;
    expect(stderr).toContain('npm run build');
    expect(code).toBe(8);
  });
});

describe.skipIf(olderNode === undefined)('bin/holdfast.js without a Node 24', () => {
  it('says which Node it found, which it needs, and what to do', async () => {
    const { code, stderr } = await start(olderNode!, ['exit', '0']).ended;
    expect(stderr).toMatch(/needs Node 24 or newer; this is v\d+/);
    expect(stderr).toContain('npm ci');
    expect(code).toBe(8);
  });
});

/** A zombie that nobody reaped does not count as running. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(
      execFileSync('cat', [`/proc/${pid}/stat`], { encoding: 'utf8', stdio: 'pipe' }),
    );
  } catch {
    return false;
  }
}
