import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { startWorkers } from '../../src/workers/start-workers.ts';
import type { RunningWorkers } from '../../src/workers/start-workers-options.ts';
import { type CarefulDesk, openCarefulDesk, put } from '../support/careful-desk.ts';
import { providerEnv } from '../support/desk.ts';
import { SealingCodec } from '../support/payloads/sealing-codec.ts';

const canary = 'c4n4ry';
const sealed = { payloadCodecs: [new SealingCodec('the right key')] };
const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };

describe('payload codecs of one’s own', { timeout: 120_000 }, () => {
  let desk: CarefulDesk;
  let client: HoldfastClient;
  const running: RunningWorkers[] = [];

  beforeAll(async () => {
    desk = await openCarefulDesk('codecs', where, sealed);
    ({ client } = desk);
  });
  afterAll(async () => {
    for (const workers of running) await workers.stop();
    await desk?.stop();
  });

  /** The history as it stands at the server, keys or no keys. */
  const historyText = async (run: string): Promise<string> => {
    const { events } = await desk.desk.client.workflow.getHandle(run).fetchHistory();
    const { raw } = await desk.desk.client.workflow.getHandle(run).describe();
    const texts: string[] = [];
    JSON.stringify([events, raw.workflowExecutionInfo?.memo, raw.executionConfig], (key, value: unknown) => {
      // Temporal searches these itself: no codec covers them.
      if (key === 'searchAttributes') return undefined;
      // Bytes stand in it as base64.
      if (typeof value === 'string') texts.push(value, Buffer.from(value, 'base64').toString('latin1'));
      return value;
    });
    return texts.join('\n');
  };
  const approve = async (run: string) => {
    const [open] = (await client.show(run)).approvals;
    return client.resolveApproval(run, {
      decision: 'approve',
      digest: open?.digest ?? '',
      by: 'bea',
      reason: `${canary} reason`,
    });
  };

  it('let no text of a run stand in its history, and whoever has the key decides, reads and undoes it', async () => {
    const run = await desk.play('careful', [[put(`${canary} shelf`, `${canary} book`)]]);
    await desk.reaches(run, 'awaiting-approval');
    expect((await client.inbox()).find((open) => open.run === run)?.preview).toContain(canary);
    await approve(run);
    expect((await client.waitForClose(run)).outcome).toMatchObject({ kind: 'answered' });
    const trace = await client.trace(run, { io: true });
    expect(JSON.stringify(trace)).toContain(`${canary} book`);
    expect((await client.undo(run, { apply: true })).complete).toBe(true);

    const stored = await historyText(run);
    expect(stored).toContain('binary/encrypted');
    expect(stored).not.toContain(canary);
    expect(stored).not.toContain('json/plain');
    expect(stored).not.toContain('Done.');
  });

  it('refuse whoever lacks the key, with a sentence', async () => {
    const run = await desk.play('careful', [[put('x', 'book')]]);
    await desk.reaches(run, 'awaiting-approval');
    await using other = await HoldfastClient.connect(where, {
      dataConverter: { payloadCodecs: [new SealingCodec('another key')] },
    });
    const refused = {
      code: 'payload_codec_failed',
      kind: 'not-permitted',
      message: expect.stringContaining('The payload codec SealingCodec could not decode a payload'),
    };
    await expect(other.show(run)).rejects.toMatchObject(refused);
    await expect(other.trace(run)).rejects.toMatchObject(refused);
    await expect(other.list({ limit: 20 })).rejects.toMatchObject(refused);
    await client.cancel(run, { by: 'bea' });
    await client.waitForClose(run);
  });

  it('of a worker with another key stop the run until one with the right key comes, told in log and show', async () => {
    const lines: string[] = [];
    const log = pino(
      { level: 'warn' },
      new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) }),
    );
    const taskQueue = `codecs-wrong-${Date.now().toString(36)}`;
    const start = async (key: string) => {
      const workers = await startWorkers({
        config: { ...desk.world.config, dataConverter: { payloadCodecs: [new SealingCodec(key)] } },
        connection: { address: where.address },
        namespace: where.namespace,
        taskQueues: [taskQueue],
        env: { ...process.env, ...providerEnv(desk.desk.provider) },
        log,
        drainMs: 500,
      });
      running.push(workers);
      return workers;
    };
    const wrong = await start('the wrong key');
    const input = (await desk.play('free', [])).split('/').at(-1) ?? '';
    const { id } = await client.start({ agent: 'free', input, taskQueue, startedBy: 'ada' });
    await expect
      .poll(() => lines.join(''))
      .toMatch(/Failed to process Workflow Activation.*SealingCodec could not decode a payload/s);
    await expect
      .poll(async () => (await client.show(id)).stalled)
      .toMatchObject({
        reason: expect.stringContaining('SealingCodec could not decode a payload'),
        attempts: expect.any(Number),
      });
    expect(await client.show(id)).toMatchObject({ state: 'running', stale: true });
    await wrong.stop();

    await start('the right key');
    expect((await client.waitForClose(id, { timeoutMs: 60_000 })).outcome).toMatchObject({
      kind: 'answered',
    });
  });
});
