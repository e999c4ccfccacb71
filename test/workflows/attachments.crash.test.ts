import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { picture } from '../support/sample-files.ts';
import { smallWorld } from '../support/small-agents.ts';
import { temporaryHome } from '../support/temporal-server.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
const publicApi = new URL('../../src/index.ts', import.meta.url).href;
const agents = `import { defineAgent, defineConfig } from ${JSON.stringify(publicApi)};
export default defineConfig({ agents: [defineAgent({
  name: 'clerk', instructions: 'Look.', tools: [], conversational: true,
  model: { id: 'anthropic:claude-sonnet-4-5', boundTokens: { 'image/*': 2_000 } },
})] });
`;

let folder: { home: string; remove: () => Promise<void> };
let desk: Desk;
let client: HoldfastClient;
let worker: WorkerProcess | undefined;
beforeEach(async () => {
  folder = await temporaryHome();
  const { config } = smallWorld();
  desk = await openDesk({
    ...where,
    taskQueue: `files-${randomUUID()}`,
    config,
    script: () => ({ text: 'Seen.' }),
    worker: 'none',
  });
  client = await HoldfastClient.connect(where);
});
afterEach(async () => {
  await worker?.stop();
  await client?.close();
  await desk?.stop();
  await folder.remove();
});

describe('a run with files whose worker is killed', () => {
  it('goes on with them on the next worker, which finds them in the history', async () => {
    const config = join(folder.home, 'agents.config.ts');
    writeFileSync(config, agents);
    const { taskQueue } = desk;
    const world = join(folder.home, 'world.sqlite');
    worker = await startWorkerProcess({
      ...where,
      taskQueue,
      world,
      config,
      env: providerEnv(desk.provider),
    });
    const [first, second] = [picture('first.png', 600_000, 1), picture('second.png', 700_000, 2)] as const;
    const { id } = await client.start({
      agent: 'clerk',
      taskId: randomUUID(),
      input: 'This?',
      chat: true,
      startedBy: 'ada',
      taskQueue,
      attachments: [first],
    });
    await client.waitForPeople(id, { timeoutMs: 60_000 });
    desk.setScript(() => ({ text: 'Late.', delayMs: 5_000 }));
    const asked = desk.provider.journal.length;
    await client.say(id, 'And this?', { attachments: [second] });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { pid } = worker;
    desk.setScript(() => ({ text: 'Both seen.' }));
    worker.kill();
    await worker.replaced(pid);
    await expect
      .poll(async () => (await client.show(id)).lastMessage, { timeout: 60_000, interval: 500 })
      .toBe('Both seen.');
    const seen = desk.provider.journal
      .slice(asked)
      .map(({ request }) =>
        (request?.messages ?? []).flatMap((one) => (one.role === 'user' ? (one.files ?? []) : [])),
      );
    const digests = [first, second].map(({ data }) => createHash('sha256').update(data).digest('hex'));
    expect(seen.at(-1)?.map(({ digest }) => digest)).toEqual(digests);
  }, 150_000);
});
