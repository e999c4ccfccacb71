import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../../src/samples/retail/world/retail-world.ts';
import { runRetailTool, undoRetailTool } from '../../../support/run-retail-tool.ts';
import { startWorldWriter } from '../../../support/start-world-writer.ts';
import { prepareWorldCopies, type WorldCopies, worldDatabases } from '../../../support/world-copies.ts';

const cancel = { order_id: '#W1001', reason: 'ordered by mistake' };
for (const { database, missing } of worldDatabases)
  describe.skipIf(missing)(`on ${database} ${missing || ''}`, () => {
    let copies: WorldCopies;
    let path: string;
    let world: RetailWorld;
    beforeAll(async () => {
      copies = await prepareWorldCopies(sampleWorld, database);
    }, 60_000);
    beforeEach(async () => {
      path = await copies.copy();
      world = openRetailWorld(path);
    }, 30_000);
    afterEach(() => world.close());
    afterAll(() => copies.remove());

    async function balance(): Promise<unknown> {
      return (await world.user('ada_winter_1001'))?.payment_methods.gift_card_77?.balance;
    }

    describe('writeOnce', () => {
      it('applies a key once and answers the repetition with the first result, whatever happened since', async () => {
        const first = await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run');
        expect(await balance()).toBe(222.4);
        const again = await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run');
        expect(again).toEqual(first);
        expect(await balance()).toBe(222.4);
        expect(await world.effectCounts()).toEqual([
          { key: 'a/run', tool: 'cancel_pending_order', applications: 1 },
        ]);
      });

      it('leaves no trace of a write that was refused, so that its key may succeed later', async () => {
        const before = await world.exportWorld();
        const wrong = { order_id: '#W1001', reason: 'changed my mind' };
        expect(await runRetailTool(world, 'cancel_pending_order', wrong, 'a/run')).toMatchObject({
          kind: 'error',
        });
        expect(await world.exportWorld()).toEqual(before);
        expect(await world.effectCounts()).toEqual([]);
        expect(await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run')).toMatchObject({
          kind: 'output',
        });
      });

      it('refuses a key that belongs to another tool', async () => {
        await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run');
        const pay = { order_id: '#W1003', payment_method_id: 'gift_card_77' };
        await expect(runRetailTool(world, 'modify_pending_order_payment', pay, 'a/run')).rejects.toThrow(
          'belongs to cancel_pending_order',
        );
      });

      it('applies a key once when twenty attempts run at the same time over two connections', async () => {
        const other = openRetailWorld(path);
        try {
          const answers = await Promise.all(
            Array.from({ length: 20 }, (_, index) =>
              runRetailTool(index % 2 ? other : world, 'cancel_pending_order', cancel, 'a/run'),
            ),
          );
          expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
          expect(await balance()).toBe(222.4);
        } finally {
          await other.close();
        }
      });

      it('applies each of 100 keys once when two processes race through them, with the same answers', async () => {
        const writers = [startWorldWriter(path, 100), startWorldWriter(path, 100)];
        const [one, two] = await Promise.all(writers.map((writer) => writer.ended));
        expect(one).toEqual(two);
        expect(await balance()).toBe(140);
        const counts = await world.effectCounts();
        expect([counts.length, Math.max(...counts.map((count) => count.applications))]).toEqual([100, 1]);
      }, 60_000);

      it('loses no change when twenty writes of their own keys change one gift card at the same time', async () => {
        const other = openRetailWorld(path);
        try {
          await Promise.all(
            Array.from({ length: 20 }, (_, index) =>
              (index % 2 ? other : world).writeOnce(
                { key: `k${index}/run`, tool: 'top_up' },
                async (edit) => {
                  const card = (await edit.user('ada_winter_1001')).payment_methods.gift_card_77;
                  if (card?.source === 'gift_card') card.balance += 1;
                },
              ),
            ),
          );
          expect(await balance()).toBe(60);
        } finally {
          await other.close();
        }
      });

      it('finds the shop whole in a write that waits for a reset to end', async () => {
        const other = openRetailWorld(path);
        try {
          for (let round = 0; round < 10; round++) {
            const write = (key: string) =>
              other.writeOnce({ key, tool: 'note' }, async (edit) => (await edit.order('#W1001')).status);
            const [, ...found] = await Promise.all([
              world.resetWorld(),
              ...Array.from({ length: 5 }, (_, index) => write(`r${round}.${index}/run`)),
            ]);
            expect(found).toEqual(Array(5).fill('pending'));
          }
        } finally {
          await other.close();
        }
      });

      it('keeps the records of effects when the world is loaded or reset', async () => {
        await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run');
        await world.resetWorld();
        expect(await balance()).toBe(40);
        await world.loadWorld(sampleWorld);
        expect(await world.effectCounts()).toHaveLength(1);
      });
    });

    describe('undoOnce', () => {
      it('ends with nothing changed when it races its own write over two connections', async () => {
        const other = openRetailWorld(path);
        try {
          for (let round = 0; round < 10; round++) {
            const [answer] = await Promise.all([
              runRetailTool(world, 'cancel_pending_order', cancel, `r${round}/run`),
              undoRetailTool(other, 'cancel_pending_order', cancel, null, `r${round}/undo`),
            ]);
            expect(answer.kind).toMatch(/^(output|error)$/);
            expect(await world.exportWorld()).toEqual(sampleWorld);
          }
        } finally {
          await other.close();
        }
      });

      it('restores what the write changed, once for its key', async () => {
        await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run');
        await undoRetailTool(world, 'cancel_pending_order', cancel, null, 'a/undo');
        expect(await world.exportWorld()).toEqual(sampleWorld);
        await undoRetailTool(world, 'cancel_pending_order', cancel, null, 'a/undo');
        expect(await world.exportWorld()).toEqual(sampleWorld);
        expect(await world.effectCounts()).toEqual([
          { key: 'a/run', tool: 'cancel_pending_order', applications: 1 },
          { key: 'a/undo', tool: 'cancel_pending_order.undo', applications: 1 },
        ]);
      });

      it('succeeds for a write that never took effect, and bars its late attempt', async () => {
        await undoRetailTool(world, 'cancel_pending_order', cancel, null, 'a/undo');
        expect(await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run')).toEqual({
          kind: 'error',
          message: 'This change was undone before it took effect, so it was not made.',
        });
        expect(await world.exportWorld()).toEqual(sampleWorld);
        expect(await world.effectCounts()).toEqual([]);
      });

      it('refuses when the order changed since, names what did, and overwrites nothing', async () => {
        await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run');
        await world.writeOnce({ key: 'other', tool: 'warehouse' }, async (edit) => {
          (await edit.order('#W1001')).status = 'shipped';
        });
        const before = await world.exportWorld();
        await expect(
          undoRetailTool(world, 'cancel_pending_order', cancel, null, 'a/undo'),
        ).rejects.toMatchObject({
          name: 'UndoConflict',
          conflicts: ['status of order #W1001 is "shipped", was left as "cancelled"'],
        });
        expect(await world.exportWorld()).toEqual(before);
      });

      it('leaves later changes of other fields alone', async () => {
        const home = { address1: '1 New Street', address2: '', city: 'Salem', state: 'OR', country: 'USA' };
        const move = { order_id: '#W1003', zip: '97301', ...home };
        const pay = { order_id: '#W1003', payment_method_id: 'credit_card_12' };
        await runRetailTool(world, 'modify_pending_order_address', move, 'a/run');
        await world.writeOnce({ key: 'b/run', tool: 'warehouse' }, async (edit) => {
          (await edit.order(pay.order_id)).status = 'processed';
        });
        await undoRetailTool(world, 'modify_pending_order_address', move, null, 'a/undo');
        expect(await world.order('#W1003')).toEqual({ ...sampleWorld.orders['#W1003'], status: 'processed' });
      });

      it('takes a refund off the gift card without touching what was spent or added since', async () => {
        await runRetailTool(world, 'cancel_pending_order', cancel, 'a/run');
        const pay = { order_id: '#W1003', payment_method_id: 'gift_card_77' };
        await runRetailTool(world, 'modify_pending_order_payment', pay, 'b/run');
        expect(await balance()).toBe(181.1);
        await expect(
          undoRetailTool(world, 'cancel_pending_order', cancel, null, 'a/undo'),
        ).rejects.toMatchObject({
          conflicts: ['gift card gift_card_77 holds 181.1, less than the 182.4 to be taken back'],
        });
        await world.writeOnce({ key: 'c/run', tool: 'top_up' }, async (edit) => {
          const card = (await edit.user('ada_winter_1001')).payment_methods.gift_card_77;
          if (card?.source === 'gift_card') card.balance += 10;
        });
        await undoRetailTool(world, 'cancel_pending_order', cancel, null, 'a/undo');
        expect(await balance()).toBe(8.7);
      });

      it('restores a change of payment method between a gift card and a credit card', async () => {
        const pay = { order_id: '#W1009', payment_method_id: 'gift_card_51' };
        await runRetailTool(world, 'modify_pending_order_payment', pay, 'a/run');
        expect((await world.user('dev_anand_1004'))?.payment_methods.gift_card_51?.balance).toBe(207.25);
        await undoRetailTool(world, 'modify_pending_order_payment', pay, null, 'a/undo');
        expect(await world.exportWorld()).toEqual(sampleWorld);
      });
    });
  });
