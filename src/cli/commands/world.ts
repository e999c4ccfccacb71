import type { Command } from 'commander';
import type { RetailWorld } from '../../samples/retail/world/retail-world.ts';
import { worldLabel } from '../../samples/retail/world/world-label.ts';
import type { RetailWorldData } from '../../samples/retail/world-schema.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { readJsonFile } from '../input/read-json-file.ts';
import { findWorld } from '../input/world-location.ts';

interface WorldFlags {
  readonly world?: string;
}

/** `holdfast world`: the sample shop's data, under live workers too. Records of keyed effects stay. */
export const worldCommand: CommandModule = {
  register(program, context) {
    const world = program
      .command('world')
      .description("Load, reset or export the sample shop's data. Records of effects that happened stay.")
      .helpCommand(false);
    const at = (command: Command) =>
      command.option(
        '--world <location>',
        'sqlite:PATH or postgres://… (default: HOLDFAST_WORLD, else that of the running dev)',
      );
    at(world.command('load'))
      .description('replace the data by that of a JSON file { products, users, orders }, in one transaction')
      .argument('<file>', 'a JSON file, or - for stdin')
      .action((file: string, flags: WorldFlags) => load(context, file, flags));
    at(world.command('init'))
      .description(
        'fill a database that holds no world with the shipped sample; leave one that does as it is',
      )
      .action((flags: WorldFlags) => init(context, flags));
    at(world.command('reset'))
      .description('go back to the world last loaded')
      .action((flags: WorldFlags) => reset(context, flags));
    at(world.command('export'))
      .description('print the data as bare JSON, nulls kept')
      .action((flags: WorldFlags) => exportWorld(context, flags));
  },
};

async function load(context: CliContext, file: string, flags: WorldFlags): Promise<void> {
  const location = findWorld(flags.world, context, { mustExist: false });
  const data = await readJsonFile(file, context);
  await withWorld(location, async (world) => {
    await world.loadWorld(data);
    report(context, 'loaded', location, await world.exportWorld());
  });
}

async function init(context: CliContext, flags: WorldFlags): Promise<void> {
  const location = findWorld(flags.world, context, { mustExist: false });
  const { sampleWorld } = await import('../../samples/retail/sample-world.ts');
  await withWorld(location, async (world) => {
    const kept = await world.isLoaded();
    if (!kept) await world.loadWorld(sampleWorld);
    report(context, kept ? 'kept' : 'loaded', location, await world.exportWorld());
  });
}

async function reset(context: CliContext, flags: WorldFlags): Promise<void> {
  const location = findWorld(flags.world, context, { mustExist: true });
  await withWorld(location, async (world) => {
    await world.resetWorld();
    report(context, 'reset', location, await world.exportWorld());
  });
}

async function exportWorld(context: CliContext, flags: WorldFlags): Promise<void> {
  const location = findWorld(flags.world, context, { mustExist: true });
  await withWorld(location, async (world) => context.printJson(await world.exportWorld()));
}

async function withWorld(location: string, use: (world: RetailWorld) => Promise<void>): Promise<void> {
  const { openRetailWorld } = await import('../../samples/retail/open-retail-world.ts');
  const world = openRetailWorld(location);
  try {
    await use(world);
  } finally {
    await world.close();
  }
}

function report(
  context: CliContext,
  did: 'loaded' | 'reset' | 'kept',
  database: string,
  data: RetailWorldData,
): void {
  const location = worldLabel(database);
  const [users, orders, products] = [data.users, data.orders, data.products].map(
    (part) => Object.keys(part).length,
  );
  if (context.format === 'text') {
    context.print(`${location} ${did}: ${users} users, ${orders} orders, ${products} products.`);
  } else context.printJson({ schema: 'holdfast.world/v1', did, location, users, orders, products });
}
