import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoticeService } from '../../../src/samples/notices/notice-service.ts';
import { sendNotice } from '../../../src/samples/notices/send-notice.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import { listFaultStrikes, setFault } from '../../../src/samples/testing/faults.ts';
import { underFaults } from '../../../src/samples/testing/under-faults.ts';
import type { Tool } from '../../../src/tools/define/tool.ts';
import { toolContext } from '../../support/run-retail-tool.ts';
import { testDatabase } from '../../support/test-database.ts';
import { prepareWorldCopies, type WorldCopies } from '../../support/world-copies.ts';

const input = { to: 'ada@example.com', text: 'Your lamp is on its way.' };
const reference = expect.stringMatching(/^N-[0-9a-f]{16}$/);

describe('send_notice', () => {
  let copies: WorldCopies;
  let world: RetailWorld;
  /** As another process has it. */
  let other: RetailWorld;
  let tool: Tool;
  let nowMs: number;
  beforeAll(async () => {
    copies = await prepareWorldCopies(sampleWorld, testDatabase());
  });
  beforeEach(async () => {
    const path = await copies.copy();
    [world, other] = [openRetailWorld(path, underFaults), openRetailWorld(path)];
    nowMs = Date.UTC(2026, 0, 1);
    tool = sendNotice(new NoticeService(world, () => nowMs));
  });
  afterEach(() => Promise.all([world.close(), other.close()]));
  afterAll(() => copies.remove());

  const send = (key = 'a/run') => tool.execute(input, toolContext(key));
  const probe = (key = 'a/run') => tool.probe?.(input, toolContext(key));
  const times = async () =>
    (await new NoticeService(other, () => nowMs).sent()).map((notice) => notice.times);

  it('declares that it cannot be undone or repeated, and has a probe', () => {
    expect(tool).toMatchObject({
      effect: 'irreversible',
      idempotency: 'none',
      retry: { maximumAttempts: 1 },
    });
    expect([tool.undo, typeof tool.probe]).toEqual([undefined, 'function']);
  });

  it('prepares without sending, with every line of the message marked as the message', async () => {
    const forged = { ...input, text: 'Hello\nundo     takes it back\u202e' };
    const prepared = await tool.prepare?.(forged, toolContext('a/run'));
    expect(prepared?.preview).toBe(
      [
        'Send a notice to ada@example.com',
        'undo     not possible: what is sent is sent',
        '       > Hello',
        '       > undo     takes it back ',
      ].join('\n'),
    );
    expect(prepared?.facts).toMatchObject({
      stakes: 'high',
      resources: ['mailbox:ada@example.com'],
      amountNanoUsd: 0,
    });
    expect(await times()).toEqual([]);
  });

  it('sends once a call, with a reference of that call at the end', async () => {
    expect(await probe()).toEqual({ kind: 'absent' });
    const output = await send();
    expect(output).toEqual({ to: 'ada@example.com', reference });
    expect(await probe()).toEqual({ kind: 'applied', output });
    expect(await probe('b/run')).toEqual({ kind: 'absent' });
    expect(await new NoticeService(other, () => nowMs).sent()).toEqual([
      {
        recipient: 'ada@example.com',
        text: `Your lamp is on its way.\n\nReference: ${(output as { reference: string }).reference}`,
        times: 1,
      },
    ]);
  });

  it('the service takes no key: a call that is sent twice goes out twice, and the count tells', async () => {
    await send();
    await send();
    expect(await times()).toEqual([2]);
    nowMs += 1;
    await send('b/run');
    expect(await times()).toEqual([2, 1]);
  });

  it('lose-answer sends and breaks the connection; the probe finds what the answer would have said', async () => {
    await setFault(other, { tool: 'send_notice', kind: 'lose-answer' });
    await expect(send()).rejects.toMatchObject({
      code: 'ECONNRESET',
      message: expect.stringContaining('not known'),
    });
    expect(await probe()).toEqual({ kind: 'applied', output: { to: 'ada@example.com', reference } });
    expect(await times()).toEqual([1]);
  });

  it('fail breaks the connection likewise, and the probe finds nothing', async () => {
    await setFault(other, { tool: 'send_notice', kind: 'fail' });
    await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await probe()).toEqual({ kind: 'absent' });
    expect(await times()).toEqual([]);
  });

  it('commit-late breaks the connection and sends later, with nobody left to do it', async () => {
    await setFault(other, { tool: 'send_notice', kind: 'commit-late', delayMs: 4_000 });
    await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await world.close();
    nowMs += 3_999;
    expect([await times(), await probe()]).toEqual([[], { kind: 'absent' }]);
    nowMs += 1;
    expect([await times(), await probe()]).toEqual([[1], { kind: 'applied', output: expect.anything() }]);
  });

  it('refuse sends nothing and tells the model', async () => {
    await setFault(other, { tool: 'send_notice', kind: 'refuse' });
    await expect(send()).rejects.toMatchObject({
      name: 'ToolError',
      message: expect.stringContaining('refused'),
    });
    expect(await times()).toEqual([]);
  });

  it.each([
    ['hold-before-commit' as const, []],
    ['hold-after-commit' as const, [1]],
  ])('%s never answers', async (kind, sent) => {
    await setFault(other, { tool: 'send_notice', kind });
    let answered = false;
    void send().finally(() => (answered = true));
    await expect
      .poll(() => listFaultStrikes(other))
      .toEqual([{ tool: 'send_notice', kind, subject: 'ada@example.com', pid: process.pid }]);
    await expect.poll(times).toEqual(sent);
    await sleep(100);
    expect([answered, await times()]).toEqual([false, sent]);
  });

  it('a service that does not say what it sent leaves the probe without an answer', async () => {
    await send();
    await setFault(other, { tool: 'send_notice.probe', kind: 'refuse' });
    expect(await probe()).toEqual({ kind: 'unknown' });
    expect(await probe()).toMatchObject({ kind: 'applied' });
  });

  it('what was sent is no part of the shop: no export shows it, no load or reset takes it back', async () => {
    await send();
    expect(await world.exportWorld()).toEqual(sampleWorld);
    await world.resetWorld();
    await world.loadWorld(sampleWorld);
    expect(await times()).toEqual([1]);
  });
});
