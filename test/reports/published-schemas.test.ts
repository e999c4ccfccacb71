import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/client/errors/holdfast-error.ts';
import { costOfRun } from '../../src/core/trace/cost.ts';
import type { TraceView } from '../../src/core/trace/trace-view.ts';
import type { ApprovalView } from '../../src/core/view/run-view.ts';
import { viewOfRun } from '../../src/core/view/view-of-run.ts';
import type { ApprovalRecord } from '../../src/reports/approval.ts';
import type { DevRecord } from '../../src/reports/dev.ts';
import type { DoctorReport } from '../../src/reports/doctor.ts';
import { publishedSchemas } from '../../src/reports/published-schemas.ts';
import type { ReplayReport } from '../../src/reports/replay.ts';
import type { RunSummary } from '../../src/reports/run-summary.ts';
import type { SettlementReport } from '../../src/reports/settlement.ts';
import type { UndoReport } from '../../src/reports/undo.ts';
import type { WorkerRecord } from '../../src/reports/worker.ts';
import { given, opened } from '../support/run-story.ts';
import { modelStep, sampleRun, toolStep } from '../support/sample-run.ts';

const run = sampleRun();
const summary: RunSummary = {
  schema: 'holdfast.run-summary/v1',
  id: 'agent/retail/t1',
  taskId: 't1',
  agent: 'retail',
  state: 'closed',
  outcome: { kind: 'answered' },
  progress: 100,
  steps: 7,
  costNanoUsd: 14_200_000,
  startedAt: '2026-11-20T10:00:00.000Z',
  closedAt: '2026-11-20T10:00:06.200Z',
  pending: 0,
};
const settlement: SettlementReport = {
  schema: 'holdfast.settlement/v1',
  run: 'agent/bank/t1',
  effect: 'c1.1',
  state: 'unknown',
  found: 'absent',
  because: 'credit does not say how late an effect of it may still appear',
};
const approval: ApprovalView = {
  id: 'c3.1r1',
  call: 'c3.1',
  turn: 3,
  tool: 'cancel_pending_order',
  arguments: { order_id: '#W1001' },
  preview: 'Cancel #W1001',
  digest: 'a'.repeat(64),
  rule: 'cancellations ask',
  reason: 'cancellations ask: cancel_pending_order',
  requestedAt: '2026-11-20T10:00:02.000Z',
  deadline: '2026-11-21T10:00:02.000Z',
  decisions: [
    {
      decision: 'approve',
      by: 'ben',
      at: '2026-11-20T10:00:03.000Z',
      accepted: false,
      refusal: 'digest-changed',
    },
    { decision: 'reject', by: 'ben', at: '2026-11-20T10:00:04.000Z', accepted: true, reason: 'no' },
  ],
  state: 'rejected',
};
const { arguments: _arguments, preview: _preview, ...card } = approval;
const record: ApprovalRecord = {
  schema: 'holdfast.approval/v1',
  run: run.id,
  ...card,
  decisions: [],
  state: 'open',
  summary: 'Cancel #W1001',
};
const undo: UndoReport = {
  schema: 'holdfast.undo/v1',
  run: run.id,
  applied: true,
  items: [
    {
      effectId: 'c3.1',
      tool: 'cancel_pending_order',
      summary: 'cancel #W1001',
      action: 'undo',
      because: 'asked for',
      result: 'undone',
    },
  ],
  complete: true,
};
const trace: TraceView = {
  schema: 'holdfast.trace/v1',
  traceId: 'first-run',
  id: run.id,
  task: 'Cancel my order.',
  startedAt: run.startedAt,
  steps: [modelStep(), toolStep()],
  totals: run.totals,
};
const cost = costOfRun(trace.steps, {
  run: run.id,
  agent: run.agent,
  model: 'anthropic:m',
  totals: run.totals,
});
const dev: DevRecord = {
  schema: 'holdfast.dev/v1',
  pid: 42,
  address: '127.0.0.1:7233',
  namespace: 'default',
  uiUrl: 'http://127.0.0.1:8233',
  taskQueue: 'holdfast',
  world: 'sqlite:/tmp/world.db',
  startedAt: run.startedAt,
};
const doctor: DoctorReport = {
  schema: 'holdfast.doctor/v1',
  ok: false,
  checks: [{ name: 'server', ok: false, found: 'nothing at localhost:7233', fix: 'holdfast dev' }],
};
const replay: ReplayReport = {
  schema: 'holdfast.replay/v1',
  ok: false,
  histories: [{ source: 'history.json', ok: false, error: 'Nondeterminism error' }],
};
const error = new HoldfastError({
  code: 'run_not_found',
  message: 'There is no run x.',
  kind: 'not-found',
}).toJSON();

const worker: WorkerRecord = {
  schema: 'holdfast.worker/v1',
  pid: 4712,
  supervisorPid: 4711,
  address: '127.0.0.1:7233',
  namespace: 'default',
  taskQueue: 'holdfast',
  taskQueues: ['holdfast'],
  agents: ['retail'],
};

const examples: Record<string, object> = {
  'holdfast.run/v1': run,
  'holdfast.run-summary/v1': summary,
  'holdfast.approval/v1': record,
  'holdfast.settlement/v1': settlement,
  'holdfast.undo/v1': undo,
  'holdfast.trace/v1': trace,
  'holdfast.cost/v1': cost,
  'holdfast.error/v1': error,
  'holdfast.dev/v1': dev,
  'holdfast.doctor/v1': doctor,
  'holdfast.replay/v1': replay,
  'holdfast.worker/v1': worker,
};

const accepts = (name: string, value: unknown) =>
  publishedSchemas[name]?.safeParse(JSON.parse(JSON.stringify(value))).success;

describe('the published schemas', () => {
  it('have an example each', () => {
    expect(Object.keys(publishedSchemas)).toEqual(Object.keys(examples));
  });

  it.each(Object.entries(examples))('%s takes what the code writes', (name, value) => {
    expect(accepts(name, value)).toBe(true);
  });

  it('holdfast.run/v1 takes a run as its workflow tells it', () => {
    expect(accepts('holdfast.run/v1', viewOfRun(opened(given())))).toBe(true);
  });

  it('holdfast.run/v1 takes approvals with their decisions', () => {
    expect(accepts('holdfast.run/v1', { ...run, approvals: [approval] })).toBe(true);
  });

  it.each<[string, object]>([
    ['holdfast.run/v1', { ...run, approvals: [{ ...approval, state: 'maybe' }] }],
    [
      'holdfast.run/v1',
      { ...run, approvals: [{ ...approval, decisions: [{ ...approval.decisions[1], refusal: 'x' }] }] },
    ],
    ['holdfast.approval/v1', { ...record, run: '' }],
    ['holdfast.approval/v1', { ...record, digest: 'short' }],
    ['holdfast.settlement/v1', { ...settlement, state: 'settled' }],
    ['holdfast.settlement/v1', { ...settlement, effect: 'credit' }],
    ['holdfast.settlement/v1', { ...settlement, found: 'perhaps' }],
    ['holdfast.undo/v1', { ...undo, applied: false }],
    ['holdfast.undo/v1', { ...undo, items: [{ ...undo.items[0], action: 'skip' }] }],
    ['holdfast.run/v1', { ...run, schema: 'holdfast.run/v2' }],
    ['holdfast.run/v1', { ...run, state: 'asleep' }],
    ['holdfast.run/v1', { ...run, progress: 101 }],
    ['holdfast.run/v1', { ...run, totals: { ...run.totals, costNanoUsd: 0.5 } }],
    ['holdfast.run/v1', { ...run, outcome: { kind: 'answered', reason: { code: 'tired', message: '' } } }],
    ['holdfast.run/v1', { ...run, startedAt: 'yesterday' }],
    ['holdfast.run/v1', { ...run, budget: null }],
    ['holdfast.run/v1', { ...run, extra: 1 }],
    ['holdfast.run-summary/v1', { ...summary, outcome: 'answered' }],
    ['holdfast.run-summary/v1', { ...summary, steps: -1 }],
    [
      'holdfast.trace/v1',
      { ...trace, steps: [{ ...toolStep(), error: { type: 'x', message: '', retryable: false } }] },
    ],
    ['holdfast.trace/v1', { ...trace, steps: [{ ...toolStep(), call: 'call-1' }] }],
    ['holdfast.trace/v1', { ...trace, steps: [{ ...modelStep(), stepNumber: 0 }] }],
    ['holdfast.error/v1', { ...error, code: 'Run Not Found' }],
    ['holdfast.error/v1', { ...error, message: '' }],
    ['holdfast.dev/v1', { ...dev, pid: 0 }],
    ['holdfast.doctor/v1', { ...doctor, ok: true }],
    ['holdfast.replay/v1', { ...replay, ok: true }],
  ])('%s refuses a planted mistake: %j', (name, mistaken) => {
    expect(accepts(name, mistaken)).toBe(false);
  });

  it('are written as JSON Schema in which only what is always there is required', () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-schemas-'));
    try {
      execFileSync(process.execPath, [
        '--conditions=holdfast-source',
        resolve(import.meta.dirname, '../../scripts/write-json-schemas.ts'),
        directory,
      ]);
      const written = JSON.parse(readFileSync(join(directory, 'run-summary.v1.json'), 'utf8'));
      expect(written.title).toBe('holdfast.run-summary/v1');
      expect(written.required).toEqual([
        'schema',
        'id',
        'taskId',
        'agent',
        'state',
        'progress',
        'steps',
        'costNanoUsd',
        'startedAt',
        'pending',
      ]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
