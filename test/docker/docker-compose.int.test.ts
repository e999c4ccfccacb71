import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../src/samples/retail/open-retail-world.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { startScriptedProvider } from '../../src/scripted-provider/start-scripted-provider.ts';
import { isTemporalBuilt } from '../../src/server/build/build-temporal.ts';
import { readTemporalBuildRecipe } from '../../src/server/build/temporal-build-recipe.ts';
import { chooseServerPorts, type ServerPorts } from '../../src/server/launch/server-ports.ts';
import { answersTemporal } from '../../src/server/launch/wait-until-serving.ts';
import { reapOnExit } from '../../src/server/process/child-process-reaper.ts';
import { checkout, readComposeFile } from '../support/compose-file.ts';
import { startHoldfast } from '../support/holdfast-process.ts';
import { missingPostgres, type PostgresCluster, startPostgres } from '../support/postgres.ts';

const recipe = readTemporalBuildRecipe();
const missing =
  missingPostgres || (isTemporalBuilt(recipe) ? false : `no stock server in ${recipe.binaryDirectory}`);
const services = readComposeFile();
const healthPort = '8090';

/** The commands of docker-compose.yml in their order, as processes of this machine in place of containers. */
describe.skipIf(missing)(`the services of docker-compose.yml ${missing || ''}`, () => {
  const cwd = mkdtempSync(join(tmpdir(), 'holdfast-compose-'));
  const stops: (() => Promise<unknown>)[] = [];
  let cluster: PostgresCluster;
  let ports: ServerPorts;
  let databasePort: string;
  beforeAll(async () => {
    cluster = await startPostgres();
    databasePort = new URL(cluster.url('shop')).port;
    ports = await chooseServerPorts();
    await cluster.createDatabase('shop');
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
    await cluster.stop();
    rmSync(cwd, { recursive: true });
  });

  /** A service's own variables, with the names of containers as addresses of this machine. */
  function environment(name: string): Record<string, string> {
    const entries = Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [
      key,
      value
        .replace('@postgres:5432', `@127.0.0.1:${databasePort}`)
        .replace('temporal:7233', `127.0.0.1:${ports.grpc.frontend}`)
        .replace(/^(postgres|0\.0\.0\.0)$/, '127.0.0.1')
        .replace(/^5432$/, databasePort),
    ]);
    return Object.fromEntries(entries) as Record<string, string>;
  }

  const holdfast = (args: readonly string[], env: Record<string, string>) =>
    startHoldfast(args, { cwd, env });

  it.each(['temporal-schema', 'temporal-visibility-schema'])(
    '%s makes its schema, and again',
    async (name) => {
      const [shell = '', ...rest] = [
        ...(services[name]?.entrypoint ?? []),
        ...(services[name]?.command ?? []),
      ];
      const PATH = [recipe.binaryDirectory, process.env.PATH].join(delimiter);
      for (let time = 1; time <= 2; time++) {
        const job = spawn(shell, rest, { env: { ...environment(name), PATH }, stdio: 'ignore' });
        expect(await once(job, 'exit')).toEqual([0, null]);
      }
    },
  );

  it('temporal serves on these databases with the configuration inside its own program', async () => {
    const address = `127.0.0.1:${ports.grpc.frontend}`;
    const mounted = services.temporal?.volumes?.[0]?.split(':')[0] ?? '';
    const server = spawn(join(recipe.binaryDirectory, 'temporal-server'), ['start'], {
      cwd,
      stdio: 'ignore',
      env: {
        ...environment('temporal'),
        DYNAMIC_CONFIG_FILE_PATH: resolve(checkout, mounted),
        FRONTEND_HTTP_PORT: String(ports.ui),
        ...Object.fromEntries(
          Object.entries(ports.grpc).flatMap(([service, port]) => [
            [`${service.toUpperCase()}_GRPC_PORT`, String(port)],
            [`${service.toUpperCase()}_MEMBERSHIP_PORT`, String(ports.membership[service as 'frontend'])],
          ]),
        ),
      },
    });
    reapOnExit(server, { graceMs: 3_000 });
    const ended = once(server, 'exit');
    stops.push(async () => {
      server.kill('SIGKILL');
      await ended;
    });
    await expect.poll(() => answersTemporal(address), { timeout: 30_000 }).toBe(true);
  });

  it.each(['setup', 'world'])('%s does its job, and nothing the second time', async (name) => {
    const command = [...(services[name]?.command ?? []), '--json'];
    expect(await holdfast(command, environment(name)).ended).toMatchObject({ code: 0 });
    const { code, stdout } = await holdfast(command, environment(name)).ended;
    expect(code).toBe(0);
    const idle = name === 'setup' ? { created: false, added: [] } : { did: 'kept', users: 6 };
    expect(JSON.parse(stdout)).toMatchObject(idle);
  });

  it('worker polls, works a run that changes the shop, passes the health check, and ends on SIGTERM', async () => {
    const cancel = { order_id: '#W1001', reason: 'ordered by mistake' };
    const provider = await startScriptedProvider({
      script: playTurns([
        { toolCalls: [{ name: 'cancel_pending_order', arguments: cancel }] },
        { text: 'Your order is cancelled.' },
      ]),
    });
    stops.push(() => provider.stop());
    const env = {
      ...environment('worker'),
      ANTHROPIC_API_KEY: 'scripted',
      ANTHROPIC_BASE_URL: provider.anthropicBaseUrl,
    };
    // In its container the port is the worker's own; here it takes a free one.
    const command = (services.worker?.command ?? []).map((word) => (word === healthPort ? '0' : word));
    const worker = holdfast([...command, '--json'], env);
    stops.push(async () => worker.kill('SIGKILL'));
    expect(await worker.firstLine).toMatchObject({
      schema: 'holdfast.worker/v1',
      world: `postgres://holdfast@127.0.0.1:${databasePort}/shop`,
    });

    const run = holdfast(
      ['run', 'retail-unattended', '--input', 'Cancel it.', '--json'],
      environment('holdfast'),
    );
    expect(await run.ended).toMatchObject({ code: 0 });
    const world = openRetailWorld(environment('worker').HOLDFAST_WORLD ?? '');
    expect((await world.order('#W1001'))?.status).toBe('cancelled');
    await world.close();

    const check = /HEALTHCHECK[^[]*(\[.*\])/s.exec(readFileSync(resolve(checkout, 'Dockerfile'), 'utf8'));
    const [, ...args] = JSON.parse(check?.[1] ?? '') as string[];
    const { healthUrl } = (await worker.firstLine) as { healthUrl: string };
    const inContainer = `http://127.0.0.1:${healthPort}`;
    expect(args.join(' ')).toContain(inContainer);
    const isHealthy = async () => {
      const asked = args.map((word) => word.replace(inContainer, healthUrl));
      const [code] = await once(spawn(process.execPath, asked, { stdio: 'ignore' }), 'exit');
      return code === 0;
    };
    expect(await isHealthy()).toBe(true);

    worker.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0 });
    expect(await isHealthy()).toBe(false);
  });
});
