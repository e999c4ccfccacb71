import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
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
});
