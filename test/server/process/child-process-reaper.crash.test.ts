import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isSameProcessAlive, readProcessStartTime } from '../../../src/server/process/process-identity.ts';

const sources = fileURLToPath(new URL('../../../src/server/process/', import.meta.url));
const names = ['child-process-reaper', 'child-process-reaper-process', 'process-identity'];

/** Starts a stubborn child, a plain one and one that is let go, prints their pids, and stays. */
const parentScript = (reaper: string) => `
  const { spawn } = await import('node:child_process');
  const { reapOnExit } = await import(${JSON.stringify(reaper)});
  const start = (code) => spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const stay = "console.log('up'); setInterval(() => {}, 1000);";
  const children = [start("process.on('SIGTERM', () => {});" + stay), start(stay), start(stay)];
  await Promise.all(children.map((child) => new Promise((up) => child.stdout.once('data', up))));
  for (const child of children.slice(0, 2)) reapOnExit(child, { graceMs: 500 });
  reapOnExit(children[2])();
  console.log(children.map((child) => child.pid).join(' '));
`;

describe('reapOnExit', () => {
  const parents = new Set<ChildProcess>();
  const children = new Map<number, string>();
  let built: string;

  beforeAll(() => {
    built = mkdtempSync(join(tmpdir(), 'holdfast-reaper-'));
    writeFileSync(join(built, 'package.json'), '{"type":"module"}');
    mkdirSync(join(built, 'dist'));
    for (const name of names) {
      const code = stripTypeScriptTypes(readFileSync(join(sources, `${name}.ts`), 'utf8'));
      writeFileSync(join(built, 'dist', `${name}.js`), code.replaceAll(/(from '\.\/.*)\.ts'/g, "$1.js'"));
    }
  });
  afterEach(() => {
    for (const parent of parents) parent.kill('SIGKILL');
    for (const [pid, startTime] of children) {
      if (isSameProcessAlive(pid, startTime)) process.kill(pid, 'SIGKILL');
    }
    parents.clear();
    children.clear();
  });
  afterAll(() => rmSync(built, { recursive: true, force: true }));

  async function startParent(reaper: string): Promise<{ parent: ChildProcess; pids: number[] }> {
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `${parentScript(reaper)}; await new Promise(() => setInterval(() => {}, 1000));`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    parents.add(parent);
    if (parent.stdout === null) throw new Error('The parent has no standard output.');
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pids = String(line).split(' ').map(Number);
    for (const pid of pids) children.set(pid, String(readProcessStartTime(pid)));
    return { parent, pids };
  }

  const alive = (pid: number | undefined) =>
    pid !== undefined && isSameProcessAlive(pid, children.get(pid) ?? null);

  it.each(['source', 'built JavaScript'])(
    'ends the registered children of a killed parent, and no other (run from %s)',
    async (kind) => {
      const reaper =
        kind === 'source'
          ? join(sources, 'child-process-reaper.ts')
          : join(built, 'dist/child-process-reaper.js');
      const { parent, pids } = await startParent(reaper);
      const [stubborn, plain, letGo] = pids;
      expect([alive(stubborn), alive(plain), alive(letGo)]).toEqual([true, true, true]);
      parent.kill('SIGKILL');
      await expect.poll(() => [alive(stubborn), alive(plain)]).toEqual([false, false]);
      expect(alive(letGo)).toBe(true);
    },
  );

  it('spares a process that got the pid of a registered one', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(bystander, 'spawn');
    const pid = bystander.pid ?? 0;
    children.set(pid, String(readProcessStartTime(pid)));
    const reaper = spawn(process.execPath, [join(sources, 'child-process-reaper-process.ts')], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    parents.add(reaper);
    reaper.stdin?.end(`${JSON.stringify({ watch: pid, startTime: '1', graceMs: 100 })}\n`);
    const [code] = await once(reaper, 'exit');
    expect(code).toBe(0);
    await sleep(100);
    expect(alive(pid)).toBe(true);
  });
});
