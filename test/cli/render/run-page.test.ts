import { describe, expect, it } from 'vitest';
import { nextCommand } from '../../../src/cli/render/next-action.ts';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { renderRun } from '../../../src/cli/render/run-page.ts';
import { openApproval, sampleOpenRun, sampleRun } from '../../support/sample-run.ts';

const options = { palette, width: 80, nowMs: Date.parse('2026-11-20T15:10:00.000Z') };

describe('renderRun', () => {
  it('shows a closed run', () => {
    expect(renderRun(sampleRun(), options)).toBe(
      [
        'agent/retail/demo-1',
        'answered  "Your order is cancelled."',
        '          7 steps · 6.2 s · $0.0142 of $0.50 · 1 effect, undoable',
        '',
        'agent     retail 1',
        'started   2026-11-20T10:00:00.000Z by ada, 5 h ago',
        'closed    2026-11-20T10:00:06.200Z',
        'calls     4 turns, 4 model calls, 3 tool calls, 0 tool errors',
        'tokens    12,345 in (1,024 cached), 512 out',
        '',
        'effects   c3.1  applied      cancel #W1001, ordered by mistake',
        '',
        'next      holdfast trace agent/retail/demo-1',
        '          holdfast undo agent/retail/demo-1',
      ].join('\n'),
    );
  });

  it('shows each attached file on a line, its name made harmless', () => {
    const file = {
      name: 'receipt\u202e.png',
      mediaType: 'image/png',
      bytes: 186_368,
      digest: 'ab'.repeat(32),
    };
    expect(renderRun(sampleRun({ attachments: [file] }), options)).toContain(
      '\nattached  receipt.png (image/png, 182 KB, sha256 abababababab…)\n',
    );
  });

  it('shows what the model tried and nothing ran', () => {
    const last = [
      { call: 'c2.1', tool: 'fly', because: 'unknown-tool', message: 'There is no tool fly.' },
      { call: 'c3.1', tool: 'pay', because: 'denied', message: 'nothing is paid here' },
    ] as const;
    const lines = renderRun(sampleRun({ refusedCalls: { count: 9, last } }), options).split('\n');
    const at = lines.findIndex((line) => line.startsWith('not run'));
    expect(lines.slice(at, at + 3)).toEqual([
      'not run   9 proposed calls, the last 2:',
      '          c2.1    no such tool  fly: There is no tool fly.',
      '          c3.1    denied        pay: nothing is paid here',
    ]);
  });
  it('shows what resets left behind, and names their effects by their executions', () => {
    const runId = '01a21e9b-fe79-7ab6-883d-588a1b584b31';
    const [effect] = sampleRun().effects;
    const effects = effect ? [{ ...effect, id: `${runId}:c1.1`, abandonedIn: runId }] : [];
    const spentBeforeReset = {
      executions: 2,
      modelCalls: 3,
      toolCalls: 1,
      costNanoUsd: 14_200_000,
      unsettledNanoUsd: 0,
      unread: 1,
    };
    const lines = renderRun(sampleRun({ effects, spentBeforeReset }), options).split('\n');
    const at = lines.findIndex((line) => line.startsWith('reset'));
    expect(lines.slice(at, at + 4)).toEqual([
      'reset     2 executions left behind, with 3 model calls, 1 tool call, $0.0142',
      '          beside these; of 1 more the history is not kept',
      '',
      `effects   ${runId}:c1.1  applied      cancel #W1001, orde…`,
    ]);
  });
  it('breaks what a run is about to do into lines', () => {
    const currentStep =
      'cancel #W1004, refund $149.00 to paypal_31, no longer needed; cancel #W1007, refund $287.45 to credit_card_41';
    const run = sampleOpenRun({ state: 'running', phase: 'executing', progress: 50, currentStep });
    const lines = renderRun(run, options).split('\n');
    const at = lines.findIndex((line) => line.startsWith('progress'));
    expect(lines.slice(at, at + 2)).toEqual([
      'progress  50 %, executing: cancel #W1004, refund $149.00 to paypal_31, no longer',
      '          needed; cancel #W1007, refund $287.45 to credit_card_41',
    ]);
  });
  it('shows what waits for a decision as its card, and how earlier ones were decided', () => {
    const decided = openApproval({
      id: 'c2.1r1',
      state: 'rejected',
      decisions: [{ decision: 'reject', by: 'bob', at: '2026-11-20T10:00:03.000Z', accepted: true }],
    });
    const run = sampleOpenRun({ state: 'awaiting-approval', approvals: [decided, openApproval()] });
    const lines = renderRun(run, options).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'agent/retail/demo-1',
      'awaiting approval  c3.1r1  Cancel order #W1001 and refund $182.40 to',
      '                   gift_card_77 (payments)',
    ]);
    expect(lines.slice(10)).toEqual([
      '',
      'approvals c2.1r1  rejected   Cancel order #W1001 and refund $182.40 to…, by bob',
      '',
      '┌ approval c3.1r1 ─────────────────────────────────────────────────────────────┐',
      '│ Cancel order #W1001 and refund $182.40 to gift_card_77                       │',
      '│ order    pending → cancelled, ordered by mistake                             │',
      '│ undo     reopens the order and takes the refund back                         │',
      '├──────────────────────────────────────────────────────────────────────────────┤',
      '│ call     cancel_pending_order {"order_id":"#W1001","reason":"ordered by      │',
      '│          mistake"}                                                           │',
      '│ asks     payments, by rule "cancellations ask"                               │',
      '│ time     18 h 50 min left                                                    │',
      '│ decide   holdfast approve agent/retail/demo-1 c3.1r1 --digest 9f3ac1d2       │',
      '└──────────────────────────────────────────────────────────────────────────────┘',
      '',
      'next      holdfast approve agent/retail/demo-1 c3.1r1 --digest 9f3ac1d2',
      '          holdfast reject agent/retail/demo-1 c3.1r1 --digest 9f3ac1d2',
    ]);
  });
  it.each([60, 80, 120])('keeps to %i columns, but for commands, which stay whole', (width) => {
    const approvals = [
      openApproval(),
      openApproval({
        id: 'c3.2r1',
        preview: 'Refund $20.00 for order #W1002 to credit_card_41, as its owner asks',
      }),
    ];
    const currentStep = 'cancel #W1001, refund $182.40 to gift_card_77; refund $20.00 to credit_card_41';
    const run = sampleOpenRun({ state: 'awaiting-approval', phase: 'executing', approvals, currentStep });
    const lines = renderRun(run, { ...options, width }).split('\n');
    expect(lines.filter((line) => line.length > width && !line.includes('holdfast '))).toEqual([]);
    for (const command of run.next.map(nextCommand)) {
      expect(lines.some((line) => line.endsWith(command))).toBe(true);
    }
  });
  it('shows where an open run stands, and that nobody could be asked', () => {
    const run = sampleOpenRun({
      state: 'paused',
      phase: 'executing',
      progress: 40,
      currentStep: 'refund',
      stale: true,
    });
    expect(renderRun(run, options)).toBe(
      [
        'agent/retail/demo-1',
        'paused    "Your order is cancelled."',
        '          7 steps · 6.2 s · $0.0142 of $0.50',
        'stale     No worker answered; this is the last known state.',
        '',
        'agent     retail 1',
        'started   2026-11-20T10:00:00.000Z by ada, 5 h ago',
        'progress  40 %, executing: refund',
        'calls     4 turns, 4 model calls, 3 tool calls, 0 tool errors',
        'tokens    12,345 in (1,024 cached), 512 out',
        '',
        'next      holdfast resume agent/retail/demo-1',
        '          holdfast cancel agent/retail/demo-1',
      ].join('\n'),
    );
  });
});
