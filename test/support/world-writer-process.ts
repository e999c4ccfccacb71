/**
 * A process that puts a dollar onto a gift card once for each of a row of keys, and prints the balances it was told. Its
 * writes suffer the faults that were set.
 *
 * Run as `node world-writer-process.ts DATABASE KEYS`.
 */
import { openRetailWorld } from '../../src/samples/retail/open-retail-world.ts';
import { underFaults } from '../../src/samples/testing/under-faults.ts';

const [path = '', keys = '0'] = process.argv.slice(2);
const world = openRetailWorld(path, underFaults);
const balances: number[] = [];
for (let index = 0; index < Number(keys); index++) {
  balances.push(
    await world.writeOnce({ key: `k${index}/run`, tool: 'top_up' }, async (edit) => {
      const card = (await edit.user('ada_winter_1001')).payment_methods.gift_card_77;
      if (card?.source !== 'gift_card') throw new Error('no gift card');
      card.balance += 1;
      return card.balance;
    }),
  );
}
await world.close();
process.stdout.write(JSON.stringify(balances));
