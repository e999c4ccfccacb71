import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it, vi } from 'vitest';
import { answerLocally } from '../../src/activities/tools/answer-locally.ts';
import { createLog } from '../../src/workers/log.ts';

function recorded() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({
    env: {},
    stream: { write: (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>) },
  });
  return { log, lines };
}

describe('createLog', () => {
  it('replaces the values of key fields, at the top and below', () => {
    const { log, lines } = recorded();
    log.info(
      { apiKey: 'sk-1', request: { authorization: 'Bearer sk-2', headers: { 'x-api-key': 'sk-3' } } },
      'sent',
    );
    expect(JSON.stringify(lines)).not.toMatch(/sk-\d/);
    expect(lines[0]).toMatchObject({
      msg: 'sent',
      apiKey: '[redacted]',
      request: { authorization: '[redacted]', headers: { 'x-api-key': '[redacted]' } },
    });
  });

  it('names turn and call of a local tool, whose activity id tells neither', async () => {
    const { log, lines } = recorded();
    const environment = new MockActivityEnvironment({ activityId: '7', activityType: 'peek', isLocal: true });
    const run = answerLocally(async () => {
      log.info('peeking');
      return { kind: 'succeeded', output: 1 };
    });
    const call = { callId: 'c3.2', arguments: {}, idempotencyKey: 'k', timeoutMs: 1_000 };
    expect(await environment.run(run, call)).toEqual({ kind: 'succeeded', output: 1, callId: 'c3.2' });
    expect(lines[0]).toMatchObject({ turn: 3, call: 'c3.2', activity: 'peek' });
  });

  it('names run, turn and call on a line that a tool writes', async () => {
    const { log, lines } = recorded();
    const environment = new MockActivityEnvironment({
      activityId: 'c3.2',
      activityType: 'cancel_pending_order',
      attempt: 2,
      workflowExecution: { workflowId: 'agent/retail/t1', runId: 'r1' },
    });
    await environment.run(async () => log.info('refunding'));
    expect(lines[0]).toMatchObject({
      run: 'agent/retail/t1',
      runId: 'r1',
      turn: 3,
      call: 'c3.2',
      activity: 'cancel_pending_order',
      attempt: 2,
    });
  });

  it('names nothing of the kind outside of an activity', () => {
    const { log, lines } = recorded();
    log.info('polling');
    expect(Object.keys(lines[0] ?? {}).sort()).toEqual(['hostname', 'level', 'msg', 'name', 'pid', 'time']);
  });

  it('reads its level from HOLDFAST_LOG_LEVEL', () => {
    const log = createLog({ env: { HOLDFAST_LOG_LEVEL: 'error' }, stream: { write: () => {} } });
    expect(log.isLevelEnabled('warn')).toBe(false);
  });

  it.runIf(process.platform === 'linux')('ends no worker when its disk is full, and says so once', () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const log = createLog({ env: {}, file: '/dev/full' });
    log.info('one');
    log.info('two');
    expect(told.mock.calls).toEqual([['The log /dev/full cannot be written (ENOSPC).\n']]);
    told.mockRestore();
  });
});
