import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { type CallCounter, countCalls } from './call-counter.ts';
import { type Command, startCommand } from './command.ts';
import { type HoldingProxy, startHoldingProxy } from './holding-proxy.ts';

/** A run as `holdfast show --json` tells it, as far as it is read here. */
interface ShownRun {
  readonly id: string;
  readonly state: string;
  readonly approvals: readonly { readonly id: string; readonly digest: string; readonly state: string }[];
}

/** A command of which every call is counted. */
export interface CountedCommand {
  readonly command: Command;
  readonly counter: CallCounter;
}

/** The sample shop of a checkout: its server, its scripted provider and one counted worker. */
export interface Shop extends AsyncDisposable {
  /** Between the server and all whose calls are counted. */
  readonly proxy: HoldingProxy;
  readonly worker: CountedCommand;
  /** Run a command and read the last line that it prints as JSON. */
  ask<Told>(...args: readonly string[]): Promise<Told>;
  count(...args: readonly string[]): Promise<CountedCommand>;
  /** Wait until a run is in a state. */
  untilState(run: string, state: string): Promise<ShownRun>;
  /** Whether an activity of this type is open in a run. */
  isOpen(workflowId: string, activityType: string): Promise<boolean>;
}

/** Open the shop of the checkout at `root` in a home of its own, on free ports. Nothing stays of it. */
export async function openShop(root: string): Promise<Shop> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-executed-'));
  opening.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const { HOME, PATH, XDG_CACHE_HOME, GOPROXY, GOFLAGS, GOSUMDB } = process.env;
  const env = {
    ...{ HOME, PATH, XDG_CACHE_HOME, GOPROXY, GOFLAGS, GOSUMDB },
    HOLDFAST_HOME: join(folder, 'home'),
    HOLDFAST_LOG_LEVEL: 'error',
  };
  const plain = { root, cwd: folder, env };

  const dev = startCommand(['dev', '--no-worker', '--json'], plain);
  opening.defer(() => dev.stop());
  const { address, namespace } = JSON.parse(await dev.firstLine) as { address: string; namespace: string };
  const connection = await Connection.connect({ address });
  opening.defer(() => connection.close());
  const client = new Client({ connection, namespace });
  const proxy = await startHoldingProxy(address);
  opening.defer(() => proxy.stop());

  const counted: CountedCommand[] = [];
  opening.defer(async () => {
    for (const { counter } of counted) counter.stop();
    await Promise.all(counted.map(({ command }) => command.stop()));
  });
  const count = async (...args: readonly string[]): Promise<CountedCommand> => {
    const command = startCommand(args, {
      ...plain,
      env: {
        ...env,
        TEMPORAL_ADDRESS: proxy.address,
        TEMPORAL_NAMESPACE: namespace,
        // Code from the compile cache is counted less exactly.
        NODE_DISABLE_COMPILE_CACHE: '1',
      },
      nodeArgs: ['--inspect-wait=127.0.0.1:0'],
    });
    const one = { command, counter: await countCalls(await command.inspectorUrl) };
    counted.push(one);
    return one;
  };
  const ask = async <Told>(...args: readonly string[]): Promise<Told> => {
    const told = await startCommand([...args, '--json'], plain).done;
    return JSON.parse(told.trimEnd().split('\n').at(-1) ?? '') as Told;
  };
  const worker = await count('worker', '--json', '--no-supervisor');
  await worker.command.firstLine;

  const opened = opening.move();
  return {
    proxy,
    worker,
    ask,
    count,
    untilState: async (run, state) => {
      for (;;) {
        const shown = await ask<ShownRun>('show', run);
        if (shown.state === state) return shown;
        if (shown.state === 'closed') throw new Error(`The run ${run} closed before it was ${state}.`);
        await sleep(200);
      }
    },
    isOpen: async (workflowId, activityType) => {
      const { raw } = await client.workflow.getHandle(workflowId).describe();
      return (raw.pendingActivities ?? []).some(({ activityType: type }) => type?.name === activityType);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
