import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFreePorts, takeDevHome, writePorts } from '../../../src/cli/dev/dev-home.ts';
import { writeDevRecord } from '../../../src/cli/dev/write-dev-record.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-dev-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('takeDevHome', () => {
  it('refuses a second dev with exit 9 and names the one that runs', async () => {
    const { release } = await takeDevHome(home);
    writeDevRecord(home, {
      schema: 'holdfast.dev/v1',
      pid: process.pid,
      address: '127.0.0.1:41233',
      namespace: 'default',
      uiUrl: 'http://127.0.0.1:41242',
      taskQueue: 'holdfast',
      world: 'sqlite:/tmp/w.sqlite',
      startedAt: '2026-01-01T00:00:00.000Z',
    });
    await expect(takeDevHome(home)).rejects.toMatchObject({
      code: 'dev_running',
      exitCode: 9,
      message: `A holdfast dev (pid ${process.pid}) already runs here: server 127.0.0.1:41233, UI http://127.0.0.1:41242.`,
    });
    release();
  });

  it('gives the home to the next one after release', async () => {
    (await takeDevHome(home)).release();
    const second = await takeDevHome(home);
    second.release();
    expect(second).toBeDefined();
  });
});

describe('readFreePorts', () => {
  it('keeps a port that is free and drops one that is taken', async () => {
    const [free, taken] = [await listen(), await listen()];
    const freePort = portOf(free);
    await close(free);
    writePorts(home, { frontend: freePort, ui: portOf(taken) });
    expect(await readFreePorts(home)).toEqual({ frontend: freePort });
    await close(taken);
  });

  it('knows none in a new home', async () => {
    expect(await readFreePorts(home)).toEqual({});
  });
});

function listen(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
