import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { setupNamespace } from '../../../src/client/connection/setup-namespace.ts';
import { bundledConfig } from '../../../src/samples/bundled-config.ts';
import { createLog } from '../../../src/workers/log.ts';
import { startWorkers } from '../../../src/workers/start-workers.ts';
import type { RunningWorkers } from '../../../src/workers/start-workers-options.ts';
import { runCli } from '../run-cli.ts';
import { type BadInput, type BadInputPlace, takenTaskId } from './bad-input.ts';
import { writeBadInputFiles } from './bad-input-files.ts';
import { badInputs } from './bad-inputs.ts';
import { tryBadInput } from './try-bad-input.ts';

export interface BadInputVerdict {
  readonly name: string;
  /** What is wrong with the answer; nothing when it is right. */
  readonly problems: readonly string[];
}

/** Namespaces of their own: workers poll the default queue there, and nobody else's runs are in the way. */
const namespace = 'bad-inputs';
const bareNamespace = 'bad-inputs-bare';

/**
 * Try every bad input against a server, with workers for those that a run itself finds out, and see that nothing was
 * started that must not be and that an existing run was left alone.
 */
export async function playBadInputs(options: {
  readonly address: string;
  readonly say?: (line: string) => void;
}): Promise<BadInputVerdict[]> {
  const { address, say = () => {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bad-inputs-'));
  const connection = await Connection.connect({ address });
  try {
    writeBadInputFiles(folder);
    await setupNamespace(connection, namespace);
    await registerBareNamespace(connection);
    const place: BadInputPlace = { folder, address, namespace, bareNamespace };
    const client = new Client({ connection, namespace });
    await holdTaskId(place);
    const taken = await fingerprint(client, `agent/retail/${takenTaskId}`);
    const verdicts: BadInputVerdict[] = [];
    for (const needs of ['nothing', 'server', 'worker-without-key', 'worker'] as const) {
      const worker = await startWorkerFor(needs, place);
      try {
        for (const input of badInputs.filter((one) => one.needs === needs)) {
          const problems = [...(await tryOne(input, place)), ...(await startedAnyway(client, input))];
          verdicts.push({ name: `bad input: ${input.name}`, problems });
          say(
            `bad inputs: ${verdicts.length}/${badInputs.length}${problems[0] === undefined ? '' : `  ${problems[0]}`}`,
          );
        }
      } finally {
        await worker?.stop();
      }
      if (needs === 'server' && (await fingerprint(client, `agent/retail/${takenTaskId}`)) !== taken) {
        verdicts.push({
          name: 'bad input: id that exists already',
          problems: ['the existing run was touched'],
        });
      }
    }
    return verdicts;
  } finally {
    await connection.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function tryOne(input: BadInput, place: BadInputPlace): Promise<string[]> {
  return tryBadInput(input, place).catch((error: unknown) => [String(error)]);
}

async function startedAnyway(client: Client, { neverStarted }: BadInput): Promise<string[]> {
  if (neverStarted === undefined) return [];
  try {
    await client.workflow.getHandle(neverStarted).describe();
    return [`${neverStarted} was started`];
  } catch (error) {
    if ((error as { name?: unknown }).name === 'WorkflowNotFoundError') return [];
    throw error;
  }
}

/** Occupy the id with a run that no worker has yet touched. */
async function holdTaskId({ address, folder }: BadInputPlace): Promise<void> {
  const flags = ['--id', takenTaskId, '--input', 'first', '--address', address, '--namespace', namespace];
  const { exitCode, stderr } = await runCli(['start', 'retail', ...flags, '--json'], { cwd: folder });
  if (exitCode !== 0) throw new Error(`the first run could not be started: ${stderr}`);
}

async function fingerprint(client: Client, id: string): Promise<string> {
  const { runId, historyLength, status } = await client.workflow.getHandle(id).describe();
  return `${runId} ${historyLength} ${status.name}`;
}

async function startWorkerFor(
  needs: BadInput['needs'],
  place: BadInputPlace,
): Promise<RunningWorkers | undefined> {
  if (needs !== 'worker' && needs !== 'worker-without-key') return undefined;
  const { ANTHROPIC_API_KEY: _anthropic, OPENAI_API_KEY: _openai, ...env } = process.env;
  return startWorkers({
    config: bundledConfig({ world: `sqlite:${place.folder}/worker-world.sqlite` }),
    connection: { address: place.address },
    namespace,
    // The key opens nothing: a run without a price must end before it calls anybody.
    env:
      needs === 'worker'
        ? { ...env, ANTHROPIC_API_KEY: 'none', ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' }
        : env,
    log: createLog({ level: 'silent' }),
    drainMs: 1_000,
  });
}

async function registerBareNamespace(connection: Connection): Promise<void> {
  await connection.workflowService.registerNamespace({
    namespace: bareNamespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  // Parts of the server learn of a namespace a moment later.
  for (let attempt = 0; attempt < 100; attempt++) {
    const usable = await connection.workflowService
      .listWorkflowExecutions({ namespace: bareNamespace, pageSize: 1 })
      .then(
        () => true,
        () => false,
      );
    if (usable) return;
    await sleep(100);
  }
  throw new Error(`the namespace ${bareNamespace} is not usable after 10 s`);
}
