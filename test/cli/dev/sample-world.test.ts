import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSampleWorld } from '../../../src/cli/dev/sample-world.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-sample-world-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('openSampleWorld', () => {
  it('gives a new home the shipped sample', async () => {
    const location = await openSampleWorld(home, home);
    expect(location).toBe(`sqlite:${join(home, 'world.sqlite')}`);
    const world = openRetailWorld(location);
    expect(await world.userIdByEmail('ada@example.com')).toBeDefined();
    await world.close();
  });

  it('starts a new home with the file it is told, and keeps that whatever a later start says', async () => {
    writeFileSync(join(home, 'mine.json'), JSON.stringify({ products: {}, users: {}, orders: {} }));
    const location = await openSampleWorld(home, home, 'mine.json');
    expect(await openSampleWorld(home, home)).toBe(location);
    const world = openRetailWorld(location);
    expect(await world.exportWorld()).toEqual({ products: {}, users: {}, orders: {} });
    await world.close();
  });

  it('uses a database where it is', async () => {
    expect(await openSampleWorld(home, home, 'sqlite:shop.db')).toBe(`sqlite:${join(home, 'shop.db')}`);
    expect(await openSampleWorld(home, home)).toBe(`sqlite:${join(home, 'shop.db')}`);
  });

  it('refuses a file that is no JSON and leaves the home without a world', async () => {
    writeFileSync(join(home, 'broken.json'), '{');
    await expect(openSampleWorld(home, home, 'broken.json')).rejects.toMatchObject({
      code: 'world_unreadable',
      exitCode: 2,
    });
    expect(await openSampleWorld(home, home)).toBe(`sqlite:${join(home, 'world.sqlite')}`);
  });
});
