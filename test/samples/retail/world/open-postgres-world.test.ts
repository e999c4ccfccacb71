import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../../src/samples/retail/world/retail-world.ts';
import { classifyToolError } from '../../../../src/tools/errors/classify-tool-error.ts';
import { missingPostgres, type PostgresCluster, startPostgres } from '../../../support/postgres.ts';

describe.skipIf(missingPostgres)(`openPostgresWorld ${missingPostgres || ''}`, { timeout: 60_000 }, () => {
  let cluster: PostgresCluster;
  let databases = 0;
  const open = new Set<RetailWorld>();
  beforeAll(async () => {
    cluster = await startPostgres();
  }, 60_000);
  afterAll(async () => {
    await Promise.all([...open].map((world) => world.close()));
    await cluster.stop();
  });

  const emptyDatabase = () => cluster.createDatabase(`world-${++databases}`);
  function worldAt(url: string): RetailWorld {
    const world = openRetailWorld(url);
    open.add(world);
    return world;
  }
  async function failure(step: Promise<unknown>): Promise<unknown> {
    return step.then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  it('makes its tables in an empty database, also for several users at once', async () => {
    const url = await emptyDatabase();
    const worlds = Array.from({ length: 6 }, () => worldAt(url));
    expect(await Promise.all(worlds.map((world) => world.isLoaded()))).toEqual(Array(6).fill(false));
  });

  it('keeps nulls, doubles and fields of the shop’s own to the digit', async () => {
    const world = worldAt(await emptyDatabase());
    const own = structuredClone(sampleWorld) as { orders: Record<string, Record<string, unknown>> };
    Object.assign(own.orders['#W1001'] ?? {}, {
      exchange_price_difference: 71.96000000000001,
      note: {
        gift: true,
        from: null,
        largest: Number.MAX_VALUE,
        least: 5e-324,
        odd: 'a\u0000b \ud83d\ude00',
      },
    });
    delete own.orders['#W1002']?.cancel_reason;
    await world.loadWorld(own);
    expect(await world.exportWorld()).toStrictEqual(own);
  });

  it('finds nobody by a text that PostgreSQL cannot hold, instead of failing', async () => {
    const world = worldAt(await emptyDatabase());
    await world.loadWorld(sampleWorld);
    expect(await world.userIdByEmail('ada@example.com\0')).toBeUndefined();
    expect(await world.order('#W1001\0')).toBeUndefined();
    expect(await world.userIdByEmail('Ada@Example.com')).toBe('ada_winter_1001');
  });

  it('lists products in the order in which SQLite does, whatever the locale of the database', async () => {
    await cluster.query(
      `create database "spanish" template template0 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8' icu_locale 'es' locale_provider icu`,
    );
    const names = async (world: RetailWorld) => Object.keys(await world.productIds());
    const [spanish, sqlite] = [worldAt(cluster.url('spanish')), worldAt(':memory:')];
    const products = Object.fromEntries(
      ['b', 'A', 'a', 'Ñ', 'Z'].map((name) => [name, { name, product_id: name, variants: {} }]),
    );
    for (const world of [spanish, sqlite]) await world.loadWorld({ users: {}, orders: {}, products });
    expect(await names(spanish)).toEqual(['A', 'Z', 'a', 'b', 'Ñ']);
    expect(await names(sqlite)).toEqual(await names(spanish));
  });

  it('refuses a write that waits ten seconds for a lock, as a passing trouble, and changes nothing', async () => {
    const url = await emptyDatabase();
    // Shorter for the test: what the string says wins.
    const world = worldAt(`${url}?lock_timeout=300`);
    await world.loadWorld(sampleWorld);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holder = worldAt(url);
    let locked = () => {};
    const reached = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const first = holder.writeOnce({ key: 'a/run', tool: 'note' }, async (edit) => {
      await edit.order('#W1001');
      locked();
      await held;
    });
    await reached;
    for (const key of ['a/run', 'b/run']) {
      const error = await failure(
        world.writeOnce({ key, tool: 'note' }, async (edit) => {
          (await edit.order('#W1001')).status = 'lost';
        }),
      );
      expect(classifyToolError(error)).toMatchObject({
        kind: 'transient',
        message: expect.stringContaining('due to lock timeout'),
      });
    }
    release();
    await first;
    expect((await world.order('#W1001'))?.status).toBe('pending');
  });

  it('survives a server that ends idle connections', async () => {
    const url = await emptyDatabase();
    const world = worldAt(url);
    await world.loadWorld(sampleWorld);
    await cluster.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'world-${databases}'`,
    );
    await expect
      .poll(async () => (await world.order('#W1001').catch(() => undefined))?.status)
      .toBe('pending');
  });

  it('tells a lost connection as passing trouble, and the same key then makes the change once', async () => {
    const world = worldAt(await emptyDatabase());
    await world.loadWorld(sampleWorld);
    const write = (during: () => Promise<void>) =>
      world.writeOnce({ key: 'a/run', tool: 'note' }, async (edit) => {
        const order = await edit.order('#W1001');
        order.status = `${order.status}!`;
        await during();
      });
    const error = await failure(write(() => cluster.crash()));
    expect(classifyToolError(error).kind).toBe('transient');
    expect((await world.order('#W1001'))?.status).toBe('pending');
    await write(async () => {});
    await write(async () => {});
    expect((await world.order('#W1001'))?.status).toBe('pending!');
    expect(await world.effectCounts()).toEqual([{ key: 'a/run', tool: 'note', applications: 1 }]);
  });

  it('tells a server that is not there as passing trouble, names it, and keeps the password to itself', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    const error = await failure(worldAt(`postgres://shop:geheim@127.0.0.1:${port}/shop`).order('#W1001'));
    expect(error).toMatchObject({ name: 'WorldUnavailableError' });
    const { kind, message } = classifyToolError(error);
    expect(kind).toBe('transient');
    expect(message).toContain(
      `The shop's database postgres://shop@127.0.0.1:${port}/shop cannot be opened: `,
    );
    expect(message).toContain('ECONNREFUSED');
    expect(message).not.toContain('geheim');
  });

  it('says that a database does not exist, which is no passing trouble', async () => {
    const error = await failure(worldAt(cluster.url('nowhere')).order('#W1001'));
    expect(error).toMatchObject({
      name: 'WorldUnavailableError',
      message: expect.stringContaining('cannot be opened: database "nowhere" does not exist.'),
    });
    expect(classifyToolError(error).kind).toBe('unexpected');
  });

  it("leaves another application's tables alone", async () => {
    const url = await emptyDatabase();
    await cluster.query('create table users (id int)', `world-${databases}`);
    await expect(worldAt(url).isLoaded()).rejects.toThrow('relation "users" already exists');
    expect(await cluster.query('select count(*)::int as rows from users', `world-${databases}`)).toEqual([
      { rows: 0 },
    ]);
  });
});
