import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../../src/samples/retail/world/retail-world.ts';
import type { WorldEdit } from '../../../../src/samples/retail/world/world-edit.ts';
import { newAddress, retailWrites } from '../../../support/retail-writes.ts';
import {
  probeRetailTool,
  retailUndoConflict,
  runRetailTool,
  undoRetailTool,
} from '../../../support/run-retail-tool.ts';

let world: RetailWorld;
beforeEach(async () => {
  world = openRetailWorld(':memory:');
  await world.loadWorld(sampleWorld);
});
afterEach(() => world.close());

describe.each(retailWrites)('probe of $name', ({ name, args }) => {
  it('finds nothing before, the stored output after, nothing once undone', async () => {
    const probe = () => probeRetailTool(world, name, args, 'a/run');
    expect(await probe()).toEqual({ kind: 'absent' });
    const answer = await runRetailTool(world, name, args, 'a/run');
    expect(answer).toEqual({ kind: 'output', output: expect.anything() });
    expect(await probe()).toEqual({ kind: 'applied', output: 'output' in answer && answer.output });
    expect(await probeRetailTool(world, name, args, 'b/run')).toEqual({ kind: 'absent' });
    await world.resetWorld();
    expect(await probe()).toMatchObject({ kind: 'applied' });
    await undoRetailTool(world, name, args, null, 'a/undo').catch((error: Error) => {
      expect(error.name).toBe('UndoConflict');
    });
    expect(await probe()).toMatchObject({ kind: 'applied' });
    expect(await world.exportWorld()).toEqual(sampleWorld);
  });

  it('finds nothing after an undo, by the key of the write and of the undo alike', async () => {
    await runRetailTool(world, name, args, 'a/run');
    await undoRetailTool(world, name, args, null, 'a/undo');
    expect(await probeRetailTool(world, name, args, 'a/run')).toEqual({ kind: 'absent' });
    expect(await probeRetailTool(world, name, args, 'a/undo')).toEqual({ kind: 'absent' });
  });

  it('finds nothing where an undo came first', async () => {
    await undoRetailTool(world, name, args, null, 'a/undo');
    expect(await probeRetailTool(world, name, args, 'a/run')).toEqual({ kind: 'absent' });
  });

  it('refuses the key of another tool', async () => {
    await world.writeOnce({ key: 'a/run', tool: 'warehouse' }, async () => 1);
    await expect(probeRetailTool(world, name, args, 'a/run')).rejects.toThrow(
      `the effect key a/run belongs to warehouse, not ${name}`,
    );
  });
});

type Change = {
  readonly what: string;
  /** `orderId` is that of the write that is to be undone. */
  readonly perform: (edit: WorldEdit, orderId: string) => Promise<void>;
};

/** What other systems do to orders and gift cards, some of it where the seven writes leave their traces. */
const foreignChange: fc.Arbitrary<Change> = fc.oneof(
  fc
    .record({
      id: fc.constantFrom('own', 'own', 'own', '#W1001', '#W1009'),
      fields: fc.constantFrom<object>(
        { status: 'shipped' },
        { status: 'pending' },
        { address: { ...newAddress, city: 'Bend' } },
        { cancel_reason: 'fraud' },
        { return_items: [] },
        { note: 'seen' },
        { payment_history: [] },
        { items: [] },
      ),
    })
    .map(({ id, fields }) => ({
      what: `${id} ${JSON.stringify(fields)}`,
      perform: async (edit: WorldEdit, orderId: string) =>
        void Object.assign(await edit.order(id === 'own' ? orderId : id), fields),
    })),
  fc
    .record({
      owner: fc.constantFrom(['ada_winter_1001', 'gift_card_77'], ['dev_anand_1004', 'gift_card_51']),
      balance: fc.integer({ min: 0, max: 40_000 }).map((cents) => cents / 100),
    })
    .map(({ owner: [userId = '', cardId = ''], balance }) => ({
      what: `${cardId} ${balance}`,
      perform: async (edit: WorldEdit) => {
        const card = (await edit.user(userId)).payment_methods[cardId];
        if (card?.source === 'gift_card') card.balance = balance;
      },
    })),
  fc.constantFrom('Salem', 'Bend').map((city) => ({
    what: `ada_winter_1001 ${city}`,
    perform: async (edit: WorldEdit) =>
      void ((await edit.user('ada_winter_1001')).address = { ...newAddress, city }),
  })),
);

const runs = process.env.HOLDFAST_TEST_FORM === 'long' ? 500 : 100;

describe('undoConflict', () => {
  it('says what undo then refuses with, or nothing when undo goes ahead, whatever others changed', async () => {
    const seen = { conflict: 0, none: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...retailWrites),
        fc.array(foreignChange, { minLength: 1, maxLength: 6 }),
        async ({ name, args }, changes) => {
          await world.loadWorld(sampleWorld);
          const key = `p${seen.conflict + seen.none}`;
          await runRetailTool(world, name, args, `${key}/run`);
          for (const [index, { perform }] of changes.entries()) {
            await world.writeOnce({ key: `${key}/foreign${index}`, tool: 'warehouse' }, (edit) =>
              perform(edit, String(args.order_id ?? '#W1003')),
            );
          }
          const before = await world.exportWorld();
          const said = await retailUndoConflict(world, name, args, `${key}/undo`);
          expect(await world.exportWorld()).toEqual(before);
          const refused = await undoRetailTool(world, name, args, null, `${key}/undo`).then(
            () => undefined,
            (error: { conflicts: string[] }) => error.conflicts.join('; '),
          );
          expect(said).toBe(refused);
          if (refused !== undefined) expect(await world.exportWorld()).toEqual(before);
          else {
            expect(await retailUndoConflict(world, name, args, `${key}/undo`)).toBeUndefined();
          }
          seen[refused === undefined ? 'none' : 'conflict']++;
        },
      ),
      { numRuns: runs },
    );
    // Far below what is drawn on average: this only shows that both ends were met.
    expect(seen.conflict).toBeGreaterThan(runs / 50);
    expect(seen.none).toBeGreaterThan(runs / 50);
  }, 60_000);

  it('names the field that changed, and what it was left as', async () => {
    const cancel = { order_id: '#W1001', reason: 'ordered by mistake' };
    await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run');
    await world.writeOnce({ key: 'b/run', tool: 'warehouse' }, async (edit) => {
      (await edit.order('#W1001')).status = 'shipped';
    });
    expect(await retailUndoConflict(world, 'cancel_pending_order', cancel, 'a/undo')).toBe(
      'status of order #W1001 is "shipped", was left as "cancelled"',
    );
  });

  it('has nothing to say of a write that never happened, was barred or is undone', async () => {
    const [write] = retailWrites;
    const { name = '', args = {} } = write ?? {};
    expect(await retailUndoConflict(world, name, args, 'a/undo')).toBeUndefined();
    await undoRetailTool(world, name, args, null, 'a/undo');
    expect(await retailUndoConflict(world, name, args, 'a/undo')).toBeUndefined();
    await runRetailTool(world, name, args, 'b/run');
    await undoRetailTool(world, name, args, null, 'b/undo');
    await world.writeOnce({ key: 'c/run', tool: 'warehouse' }, async (edit) => {
      (await edit.order('#W1001')).status = 'shipped';
    });
    expect(await retailUndoConflict(world, name, args, 'b/undo')).toBeUndefined();
  });
});
