import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { NoticeService } from '../../src/samples/notices/notice-service.ts';
import { openRetailWorld } from '../../src/samples/retail/open-retail-world.ts';
import type { ScriptedRequest } from '../../src/scripted-provider/scripted-request.ts';
import { startScriptedProvider } from '../../src/scripted-provider/start-scripted-provider.ts';
import { startCachingWorker } from '../support/caching-worker.ts';
import { providerEnv } from '../support/desk.ts';

const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
const [runs, cachedRuns] = isLong ? [2_000, 100] : [60, 10];
/** Started together: time in a queue counts as time at work, of which a run has five minutes. */
const wave = isLong ? 100 : 20;
const waveMs = 150_000;
/** When memory is looked at first: the cache is full several times over by then. */
const early = isLong ? 500 : 40;
/** What a waiting run that is not kept may seem to take, beside the noise of the worker's heap. */
const bytesPerWaitingRun = 40 * 1_024;
const heapNoiseBytes = 32 * 1_024 * 1_024;
const missingProc = existsSync('/proc/self/status') ? false : '(needs /proc)';

describe.skipIf(missingProc)(
  `${runs} runs that wait for approval at once${missingProc ? ` ${missingProc}` : ''}`,
  () => {
    it(
      `are told by one list, take no memory beyond the ${cachedRuns} that are kept, and can all be decided`,
      async () => {
        const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
        const folder = await mkdtemp(join(tmpdir(), 'holdfast-waiting-'));
        const location = `sqlite:${folder}/world.sqlite`;
        const world = openRetailWorld(location);
        const provider = await startScriptedProvider({ script: sendOnce });
        const client = await HoldfastClient.connect(where);
        const taskQueue = 'waiting-runs';
        const env = providerEnv(provider);
        const worker = await startCachingWorker({ ...where, taskQueue, world: location, cachedRuns, env });
        try {
          const waiting = async (count: number): Promise<void> => {
            for (const deadlineMs = Date.now() + waveMs; ; await delay(250)) {
              const found = (await client.inbox({ limit: runs + 1_000 })).filter(({ run }) => isOurs(run));
              if (found.length >= count) return;
              if (Date.now() > deadlineMs) throw new Error(`${found.length} of ${count} runs wait`);
            }
          };
          const numbers = Array.from({ length: runs }, (_, index) => index + 1);
          const startRun = (n: number) =>
            client.start({
              agent: 'notices',
              taskId: `waiting-${n}`,
              input: `Write to w${n}@example.com.`,
              startedBy: 'ada',
              taskQueue,
            });
          let earlyRss = 0;
          for (let started = 0; started < runs; started += wave) {
            await atOnce(numbers.slice(started, started + wave), startRun);
            await waiting(started + wave);
            if (started + wave === early) earlyRss = worker.rssBytes();
          }
          const lateRss = worker.rssBytes();
          const keptRuns = await worker.keptRuns();

          const listedAt = performance.now();
          const inbox = (await client.inbox({ limit: runs + 1_000 })).filter(({ run }) => isOurs(run));
          const listMs = Math.round(performance.now() - listedAt);
          expect(new Set(inbox.map(({ run }) => run)).size).toBe(runs);

          const decidedAt = performance.now();
          await atOnce(inbox, async ({ run, id, digest }) => {
            const decision = isEven(run) ? 'approve' : 'reject';
            await client.resolveApproval(run, { approvalId: id, digest, decision, by: 'bea' });
            expect((await client.waitForClose(run)).outcome).toMatchObject({ kind: 'answered' });
          });
          const decidedMs = Math.round(performance.now() - decidedAt);

          const sent = await new NoticeService(world).sent();
          expect(sent.map(({ times }) => times)).toEqual(Array.from({ length: runs / 2 }, () => 1));
          expect(sent.every(({ recipient }) => isEven(recipient.replace('@example.com', '')))).toBe(true);
          process.stderr.write(
            `${runs} waiting: listed in ${listMs} ms; worker ${mib(earlyRss)} MiB with ${early}, ${mib(lateRss)} MiB with ${runs} (${cachedRuns} kept); all decided in ${decidedMs} ms\n`,
          );
          expect(keptRuns).toBe(cachedRuns);
          // Of few runs the heap's own noise is all that can be seen.
          if (isLong)
            expect(lateRss - earlyRss).toBeLessThan((runs - early) * bytesPerWaitingRun + heapNoiseBytes);
        } finally {
          await worker.stop();
          await client.close();
          await provider.stop();
          await world.close();
          await rm(folder, { recursive: true, force: true, maxRetries: 5 });
        }
      },
      (isLong ? 60 : 3) * 60_000,
    );
  },
);

/** One notice to whom the task names, then done: judged by the request alone. */
function sendOnce({ messages }: ScriptedRequest) {
  if (messages.some(({ role }) => role === 'tool')) return { text: 'Done.' };
  const to = /w\d+@example\.com/.exec(messages.map(({ content }) => content).join(' '))?.[0] ?? '';
  return { toolCalls: [{ name: 'send_notice', arguments: { to, text: 'Hello.' } }] };
}

function isOurs(run: string): boolean {
  return run.startsWith('agent/notices/waiting-');
}

function isEven(name: string): boolean {
  return Number(/\d+$/.exec(name)?.[0]) % 2 === 0;
}

function mib(bytes: number): number {
  return Math.round(bytes / 1_024 / 1_024);
}

async function atOnce<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const queue = all.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const one of queue) await work(one);
    }),
  );
}
