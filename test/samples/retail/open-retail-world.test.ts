import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-open-world-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('openRetailWorld', () => {
  it('makes the file and its folders when it is first used', async () => {
    const world = openRetailWorld(`sqlite:${join(folder, 'a/b/world.sqlite')}`);
    expect(await world.isLoaded()).toBe(false);
    await world.loadWorld(sampleWorld);
    await world.close();
    const again = openRetailWorld(join(folder, 'a/b/world.sqlite'));
    expect(await again.isLoaded()).toBe(true);
    expect((await again.order('#W1001'))?.payment_history).toEqual([
      { transaction_type: 'payment', amount: 182.4, payment_method_id: 'gift_card_77' },
    ]);
    await again.close();
  });

  it('opens one new file for several users at once', async () => {
    const worlds = Array.from({ length: 4 }, () => openRetailWorld(join(folder, 'shared.sqlite')));
    expect(await Promise.all(worlds.map((world) => world.isLoaded()))).toEqual([false, false, false, false]);
    await Promise.all(worlds.map((world) => world.close()));
  });

  it('refuses an empty location', () => {
    expect(() => openRetailWorld('sqlite:')).toThrow('location of the world is empty');
  });

  it('says what is wrong with a file that is no database, and opens it once it is mended', async () => {
    const path = join(folder, 'broken.sqlite');
    writeFileSync(path, 'this is a text, not a database, and long enough to be read as a header'.repeat(20));
    const world = openRetailWorld(path);
    await expect(world.order('#W1')).rejects.toMatchObject({
      name: 'WorldUnavailableError',
      message: expect.stringMatching(/broken\.sqlite cannot be opened: file is not a database/),
    });
    rmSync(path);
    expect(await world.order('#W1')).toBeUndefined();
    await world.close();
  });
});

describe('loadWorld, exportWorld, resetWorld', () => {
  it('keeps nulls, doubles and fields of the shop’s own to the digit', async () => {
    const world = openRetailWorld(':memory:');
    const own = structuredClone(sampleWorld) as { orders: Record<string, Record<string, unknown>> };
    Object.assign(own.orders['#W1001'] ?? {}, {
      exchange_price_difference: 71.96000000000001,
      note: { gift: true, from: null },
    });
    delete own.orders['#W1002']?.cancel_reason;
    await world.loadWorld(own);
    expect(await world.exportWorld()).toStrictEqual(own);
    await world.close();
  });

  it('refuses another shape, naming the paths, and keeps what was there', async () => {
    const world = openRetailWorld(':memory:');
    await world.loadWorld(sampleWorld);
    const broken = structuredClone(sampleWorld) as unknown as Record<
      string,
      Record<string, Record<string, unknown>>
    >;
    Object.assign(broken.orders?.['#W1001'] ?? {}, { status: 7, user_id: 'nobody' });
    Object.assign(broken.users?.ada_winter_1001 ?? {}, { user_id: 'somebody' });
    await expect(world.loadWorld(broken)).rejects.toMatchObject({
      name: 'WorldShapeError',
      problems: ['orders.#W1001.status: Invalid input: expected string, received number'],
    });
    Object.assign(broken.orders?.['#W1001'] ?? {}, { status: 'pending' });
    await expect(world.loadWorld(broken)).rejects.toMatchObject({
      problems: [
        'users.ada_winter_1001.user_id: must be ada_winter_1001, its key',
        'orders.#W1001.user_id: names no user of this world: nobody',
      ],
    });
    await expect(world.loadWorld({ flights: {}, users: {}, reservations: {} })).rejects.toThrow(
      /products: .*orders: .*Unrecognized keys: "flights", "reservations".*Nothing was loaded/,
    );
    await expect(world.loadWorld('text')).rejects.toThrow('the whole value: ');
    expect(await world.exportWorld()).toEqual(sampleWorld);
    await world.close();
  });

  it('goes back to the world last loaded, and says when there is none', async () => {
    const world = openRetailWorld(':memory:');
    await expect(world.resetWorld()).rejects.toThrow('none was loaded');
    await world.loadWorld(sampleWorld);
    await world.writeOnce({ key: 'k', tool: 't' }, async (edit) => {
      (await edit.order('#W1001')).status = 'lost';
    });
    await world.resetWorld();
    expect(await world.exportWorld()).toEqual(sampleWorld);
    await world.close();
  });
});
