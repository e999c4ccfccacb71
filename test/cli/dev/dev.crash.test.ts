import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  descendants,
  type HoldfastProcess,
  startHoldfast,
  stillAlive,
} from '../../support/holdfast-process.ts';
import { temporaryHome } from '../../support/temporal-server.ts';

let folder: { home: string; remove: () => Promise<void> };
let running: HoldfastProcess[];
beforeEach(async () => {
  folder = await temporaryHome();
  running = [];
});
afterEach(async () => {
  for (const dev of running) dev.kill('SIGTERM');
  await Promise.all(running.map((dev) => dev.ended));
  await folder.remove();
});

const devFile = () => join(folder.home, '.holdfast', 'dev.json');

describe.runIf(process.platform === 'linux')('holdfast dev', () => {
  it('leaves nothing behind when it is killed, and comes up again on the same ports', async () => {
    const first = startDev();
    const before = await first.firstLine;
    expect(before).toMatchObject({ schema: 'holdfast.dev/v1', pid: first.pid, taskQueue: 'holdfast' });
    const below = descendants(first.pid);
    expect(openToOthers(join(folder.home, '.holdfast'))).toEqual([]);
    expect(below.filter(({ command }) => /temporal-server| worker$/.test(command))).toHaveLength(2);
    const opened = await holdfast('run', 'retail', '--chat', '--greeting', 'Hi.', '--id', 'kept', '--json');
    expect(JSON.parse(opened.stdout)).toMatchObject({ state: 'awaiting-user' });
    first.kill('SIGKILL');
    expect(await stillAlive(below, 15_000)).toEqual([]);

    const second = startDev();
    const after = await second.firstLine;
    expect(after).toMatchObject({
      address: before['address'],
      uiUrl: before['uiUrl'],
      world: before['world'],
    });
    // The run that waited waits on, and its conversation can be ended.
    expect(JSON.parse((await holdfast('show', 'kept', '--json')).stdout)).toMatchObject({
      id: 'agent/retail/kept',
      state: 'awaiting-user',
      lastMessage: 'Hi.',
    });
    expect(await holdfast('end', 'kept', '--json')).toMatchObject({ code: 0 });
    const belowSecond = descendants(second.pid);
    second.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(await stillAlive(belowSecond, 15_000)).toEqual([]);
    expect(existsSync(devFile())).toBe(false);
  });

  it('does not start with an address of a provider that holds a password, and tells no character of it', async () => {
    for (const command of [['dev'], ['worker']]) {
      const ended = await startHoldfast([...command, '--json'], {
        cwd: folder.home,
        env: { ANTHROPIC_BASE_URL: 'https://erna:geheim@models.example/v1', ANTHROPIC_API_KEY: 'k' },
      }).ended;
      expect(ended.code).toBe(2);
      expect(JSON.parse(ended.stdout)).toMatchObject({ code: 'provider_variable_invalid' });
      expect(ended.stdout).toContain('ANTHROPIC_BASE_URL');
      expect(ended.stdout + ended.stderr).not.toMatch(/erna|geheim/);
    }
    expect(existsSync(devFile())).toBe(false);
  });

  it('plays a script in the place of the model of any agent, and calls no provider that a key is set for', async () => {
    writeFileSync(
      join(folder.home, 'script.json'),
      JSON.stringify({ turns: [{ text: 'Played.', usage: { inputTokens: 10, outputTokens: 2 } }] }),
    );
    // Nobody listens there: a call of the real provider would fail.
    const env = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };
    const dev = startHoldfast(['dev', '--script', 'script.json', '--json'], { cwd: folder.home, env });
    running.push(dev);
    await dev.firstLine;
    const run = await holdfast('run', 'retail', '--input', 'Anything.', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: { kind: 'answered', answer: 'Played.' },
      totals: { inputTokens: 10, outputTokens: 2 },
    });
  });

  it('starts a worker again that was killed, and refuses a second dev meanwhile', async () => {
    const dev = startDev();
    await dev.firstLine;
    expect(JSON.parse(readFileSync(devFile(), 'utf8'))).toEqual(await dev.firstLine);
    const [worker] = workersOf(dev);
    // To process 0 would be to all of this group.
    if (worker === undefined) throw new Error('dev has no worker');
    process.kill(worker, 'SIGKILL');

    const second = await startDev().ended;
    expect(second.code).toBe(9);
    expect(JSON.parse(second.stdout)).toMatchObject({
      schema: 'holdfast.error/v1',
      code: 'dev_running',
      details: { pid: dev.pid },
    });
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(100)) {
      if (workersOf(dev).some((another) => another !== worker)) return;
    }
    expect.fail('no other worker was started');
  });
});

/** Files and directories below that somebody else may read, write or enter. */
function openToOthers(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (path) => (statSync(join(directory, path)).mode & 0o077) !== 0,
  );
}

/** One command in the directory of the running dev. */
function holdfast(...args: readonly string[]) {
  return startHoldfast(args, { cwd: folder.home }).ended;
}

function startDev(): HoldfastProcess {
  const dev = startHoldfast(['dev', '--json'], { cwd: folder.home });
  running.push(dev);
  return dev;
}

function workersOf(dev: HoldfastProcess): number[] {
  return descendants(dev.pid)
    .filter(({ command }) => command.endsWith(' worker'))
    .map(({ pid }) => pid);
}
