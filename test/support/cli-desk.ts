import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setupNamespace } from '../../src/client/connection/setup-namespace.ts';
import { defaultTaskQueue } from '../../src/contracts/names.ts';
import { bundledConfig } from '../../src/samples/bundled-config.ts';
import { openRetailWorld } from '../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../src/samples/retail/sample-world.ts';
import type { Script } from '../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk } from './desk.ts';
import { type CliResult, runCli } from './run-cli.ts';

/** A server's namespace with a worker of the sample agents, seen through the command line. */
export interface CliDesk {
  readonly desk: Desk;
  readonly folder: string;
  /** Flags that name the server. */
  readonly onServer: readonly string[];
  /** Run a command line there. */
  holdfast(...argv: readonly string[]): Promise<CliResult>;
  stop(): Promise<void>;
}

/** Open a namespace of its own: the command line starts runs on the default queue. */
export async function openCliDesk(address: string, namespace: string, script: Script): Promise<CliDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-cli-'));
  const world = openRetailWorld(`sqlite:${folder}/world.sqlite`);
  await world.loadWorld(sampleWorld);
  await world.close();
  await setupNamespace({ address }, namespace);
  const config = bundledConfig({ world: `sqlite:${folder}/world.sqlite` });
  const desk = await openDesk({ address, namespace, taskQueue: defaultTaskQueue, config, script });
  const onServer = ['--address', address, '--namespace', namespace];
  return {
    desk,
    folder,
    onServer,
    holdfast: (...argv) => runCli([...argv, ...onServer], { cwd: folder }),
    stop: async () => {
      await desk.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
