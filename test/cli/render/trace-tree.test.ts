import { describe, expect, it } from 'vitest';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { renderTrace } from '../../../src/cli/render/trace-tree.ts';
import type { TraceView } from '../../../src/core/trace/trace-view.ts';
import { modelStep, sampleRun, toolStep } from '../../support/sample-run.ts';

const trace: TraceView = {
  schema: 'holdfast.trace/v1',
  traceId: '0193a7c2-0001',
  id: 'agent/retail/demo-1',
  task: 'Cancel my order #W1001',
  startedAt: '2026-11-20T10:00:00.000Z',
  steps: [
    modelStep({ thought: '', contextHash: '9f3ac1d2e4b5a6c7' }),
    toolStep(),
    modelStep({
      stepNumber: 3,
      turn: 2,
      thought: 'Your order is cancelled.',
      tokensUsed: { input: 1_300, cachedInput: 1_024, output: 9 },
    }),
  ],
  outcome: { kind: 'answered', answer: 'Your order is cancelled.' },
  totals: sampleRun().totals,
};

describe('renderTrace', () => {
  it('shows each attached file below the task', () => {
    const attachments = [
      { name: 'receipt\u202e.png', mediaType: 'image/png', bytes: 186_368, digest: 'ab'.repeat(32) },
    ];
    const lines = renderTrace({ ...trace, attachments }, { palette, width: 80, io: false }).split('\n');
    expect(lines[2]).toBe('attached receipt.png (image/png, 182 KB, sha256 abababababab…)');
  });

  it('shows turns, steps, tokens, the end and the totals', () => {
    expect(renderTrace(trace, { palette, width: 80, io: false })).toBe(
      [
        'agent/retail/demo-1',
        '"Cancel my order #W1001"',
        'trace 0193a7c2-0001, started 2026-11-20T10:00:00.000Z',
        '',
        'turn 1',
        '   1  model     proposes find_user_id_by_email                   0.4 s   $0.0031',
        '                1,203 in, 32 out · context 9f3ac1d2e4b5',
        '   2  tool      find_user_id_by_email  ada@example.com            8 ms',
        '',
        'turn 2',
        '   3  model     Your order is cancelled.                         0.4 s   $0.0031',
        '                1,300 in (1,024 cached), 9 out',
        '',
        'answered',
        '  Your order is cancelled.',
        '  4 model calls · 3 tool calls · 6.2 s · 12,345 tokens in, 512 out · $0.0142',
      ].join('\n'),
    );
  });
  it('shows what resets left behind after the steps of the run itself', () => {
    const abandoned = [
      { runId: 'r1', steps: [toolStep()] },
      { runId: 'r2', steps: [] },
    ];
    const lines = renderTrace({ ...trace, abandoned }, { palette, width: 80, io: false }).split('\n');
    expect(lines.filter((line) => line.startsWith('left behind'))).toEqual([
      'left behind by a reset: execution r1',
    ]);
    expect(lines.indexOf('left behind by a reset: execution r1')).toBeGreaterThan(lines.indexOf('turn 2'));
    expect(lines.filter((line) => line.includes('find_user_id_by_email  ada@example.com'))).toHaveLength(2);
  });
  it('prints inputs and outputs whole with io', () => {
    const result = { note: 'x'.repeat(200) };
    const text = renderTrace({ ...trace, steps: [toolStep({ result })] }, { palette, width: 80, io: true });
    expect(text).toContain(
      [
        '                in   {',
        '                       "email": "ada@example.com"',
        '                     }',
        '                out  {',
        `                       "note": "${'x'.repeat(200)}"`,
        '                     }',
      ].join('\n'),
    );
  });
  it('tells what is no step of the run before its end', () => {
    const message = 'The signal "pause" was skipped: the payload could not be decoded (json/protobuf).';
    const notes = [{ at: '2026-11-20T10:00:01.000Z', message }];
    expect(renderTrace({ ...trace, notes }, { palette, width: 80, io: false }).split('\n')).toEqual(
      expect.arrayContaining([
        'besides',
        '  2026-11-20T10:00:01.000Z: The signal "pause" was skipped: the payload could',
        '  not be decoded (json/protobuf).',
      ]),
    );
  });
  it('tells the worst case of bills that nobody knows beside the total', () => {
    const totals = { ...trace.totals, costNanoUsd: 0, unsettledNanoUsd: 55_000_000 };
    expect(renderTrace({ ...trace, totals }, { palette, width: 80, io: false })).toMatch(
      / · \$0\.00 \(up to \$0\.055 more unsettled\)$/,
    );
  });
  it('tells what a run waits for whose provider does not answer, at the step that waits', () => {
    const { outcome: _, ...open } = trace;
    const {
      durationMs: __,
      costNanoUsd: ___,
      tokensUsed: ____,
      ...step
    } = modelStep({ stepNumber: 4, turn: 3 });
    const since = '2026-11-20T10:00:00.000Z';
    const awaitingProvider = { model: 'openai:m', reason: 'HTTP 503.', since, until: since, asked: 8 };
    const lines = renderTrace(
      { ...open, steps: [modelStep(), step], awaitingProvider },
      { palette, width: 80, io: false },
    ).split('\n');
    expect(lines.filter((line) => line.includes('waits for its provider'))).toHaveLength(1);
    expect(lines).toContain('      waits     HTTP 503.');
    expect(lines).toContain('awaiting provider');
  });
  it('shows a run that is still open', () => {
    const { outcome: _, ...open } = trace;
    expect(renderTrace({ ...open, steps: [] }, { palette, width: 80, io: false }).split('\n')[4]).toBe(
      'open',
    );
  });
});
