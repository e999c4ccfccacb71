import { describe, expect, it } from 'vitest';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { renderStep } from '../../../src/cli/render/step-line.ts';
import { modelStep, toolStep } from '../../support/sample-run.ts';

const options = { palette, width: 80 };

describe('renderStep', () => {
  it('shows a model step with its text, duration and cost, 80 columns wide', () => {
    const line = renderStep(modelStep(), options);
    expect(line).toBe('   1  model     I look up the customer.                          0.4 s   $0.0031');
    expect(line).toHaveLength(80);
  });
  it('names what a model step without a text proposed', () => {
    expect(renderStep(modelStep({ thought: '' }), { ...options, proposed: ['get_user_details'] })).toBe(
      '   1  model     proposes get_user_details                        0.4 s   $0.0031',
    );
  });
  it('shows a tool step with its arguments bare', () => {
    expect(renderStep(toolStep(), options)).toBe(
      '   2  tool      find_user_id_by_email  ada@example.com            8 ms',
    );
  });
  it('cuts long arguments and keeps the figures in their columns', () => {
    const action = {
      tool: 'modify_pending_order_items',
      input: { order_id: '#W1004', item_ids: ['1151293680', '4107812777'] },
    };
    expect(renderStep(toolStep({ action, costNanoUsd: 1_000_000 }), options)).toBe(
      '   2  tool      modify_pending_order_items  #W1004  11512…        8 ms    $0.001',
    );
  });
  it('puts an error on a line of its own', () => {
    const { result: _, ...step } = toolStep();
    const error = { type: 'not_found', message: 'There is no user\nwith that address.', retryable: false };
    expect(renderStep({ ...step, error }, options)).toBe(
      [
        '   2  tool      find_user_id_by_email  ada@example.com            8 ms',
        '      error     not_found: There is no user with that address.',
      ].join('\n'),
    );
  });
  it('folds a long cause instead of cutting it, over four lines at most', () => {
    const { result: _, ...step } = toolStep();
    const error = { type: 'model.overloaded', message: `${'word '.repeat(20)}end.`, retryable: false };
    const lines = renderStep({ ...step, error }, { palette, width: 60 })
      .split('\n')
      .slice(1);
    expect(lines.map((line) => line.slice(16)).join(' ')).toBe(`model.overloaded: ${error.message}`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    const long = renderStep({ ...step, error: { ...error, message: 'word '.repeat(99) } }, options).split(
      '\n',
    );
    expect([long.length, long.at(-1)?.endsWith('…'), long.at(-1)?.length]).toEqual([5, true, 80]);
  });
  it('tells what a model step waits for instead of thinking: the cause, since when, and the next try', () => {
    const { thought: _, durationMs: __, costNanoUsd: ___, ...open } = modelStep({ attempts: 12 });
    const wait = {
      model: 'openai:m',
      reason: 'HTTP 503: Overloaded.',
      since: '2026-11-20T10:00:00.000Z',
      until: '2026-11-20T10:15:00.000Z',
      nextTry: '2026-11-20T10:00:07.000Z',
      asked: 12,
    };
    const lines = renderStep(open, { ...options, wait }).split('\n');
    expect(lines[0]).toMatch(/model {5}waits for its provider +…$/);
    expect(lines[1]).toBe('      waits     HTTP 503: Overloaded.');
    const told = lines.slice(2).map((line) => line.trim());
    expect(told.join(' ')).toMatch(/^Waits for openai:m since .*asked 12 times, next try at /);
    expect(lines.join('\n')).not.toMatch(/retried|thinks/);
  });
  it('gives a call that was never made no number: it is that of another step', () => {
    const { result: _, ...step } = toolStep({ attempts: 0, durationMs: 0 });
    const error = { type: 'not-run', message: 'Not run: bob rejected this call.', retryable: false };
    expect(renderStep({ ...step, error }, options).split('\n')[0]).toBe(
      '      tool      find_user_id_by_email  ada@example.com            0 ms',
    );
  });
  it('lets a model call that failed propose nothing', () => {
    const { thought: _thought, result: _result, ...step } = modelStep();
    const error = { type: 'model.bill-unknown', message: 'no answer in time', retryable: false };
    const [line] = renderStep({ ...step, error }, { ...options, proposed: ['cancel_order'] }).split('\n');
    expect(line).toContain('model     no answer');
    expect(line).not.toContain('proposes');
  });
  it('says when a step took several attempts', () => {
    expect(renderStep(modelStep({ attempts: 3 }), options).split('\n')[1]).toBe('      retried   3 attempts');
  });
  it('shows a refusal of the guard, and not its consent', () => {
    const denied = { kind: 'deny', rule: 'no refunds', reason: 'above $50' };
    expect(renderStep(toolStep({ verdict: denied }), options).split('\n')[1]).toBe(
      '      guard     deny: no refunds: above $50',
    );
    expect(
      renderStep(
        toolStep({ verdict: { kind: 'allow', rule: 'reads', reason: 'reads: allows it' } }),
        options,
      ),
    ).not.toContain('guard');
  });
  it('names a rule once where the reason begins with it', () => {
    const denied = { kind: 'deny', rule: 'no refunds', reason: 'no refunds: refund of $60.00' };
    expect(renderStep(toolStep({ verdict: denied }), options).split('\n')[1]).toBe(
      '      guard     deny: no refunds: refund of $60.00',
    );
  });
  it('shows an approval with who decided and why, and which rule asked, under its step without a number', () => {
    const asked = {
      kind: 'ask',
      rule: 'cancellations ask',
      reason: 'cancellations ask: cancel_pending_order',
    };
    const result = {
      approval: 'c3.1r1',
      state: 'approved',
      decision: 'approve',
      by: 'ada',
      reason: 'looks right',
    };
    const action = { tool: 'cancel_pending_order', input: { order_id: '#W1001' } };
    const approval = toolStep({
      kind: 'approval',
      call: 'c3.1',
      action,
      verdict: asked,
      result,
      durationMs: 61_000,
    });
    expect(renderStep(approval, options)).toBe(
      [
        '      approval  c3.1r1  approved by ada                      1 min 1 s',
        '      guard     asks a person: cancellations ask: cancel_pending_order',
        '      because   looks right',
      ].join('\n'),
    );
    expect(renderStep(toolStep({ action, verdict: asked }), options)).not.toContain('guard');
  });
  it('shows an approval that is still open', () => {
    const { durationMs: _, ...open } = toolStep({
      kind: 'approval',
      result: { approval: 'c1.1r1', state: 'open' },
    });
    expect(renderStep(open, options)).toBe(
      '      approval  c1.1r1  open                                         …',
    );
  });
  it('shows what a probe found and what an undo did', () => {
    const action = { tool: 'cancel_pending_order', input: { order_id: '#W1001' } };
    const probe = toolStep({ kind: 'probe', action, result: { kind: 'applied', output: {} } });
    expect(renderStep(probe, options)).toBe(
      '      probe     applied: cancel_pending_order  #W1001             8 ms',
    );
    expect(renderStep(toolStep({ kind: 'undo', action, result: 'undone' }), options)).toBe(
      '      undo      undone: cancel_pending_order  #W1001              8 ms',
    );
    const { result: _, ...conflict } = toolStep({ kind: 'undo', action });
    const error = { type: 'undo-conflict', message: 'the order was shipped', retryable: false };
    expect(renderStep({ ...conflict, error }, options)).toBe(
      [
        '      undo      cancel_pending_order  #W1001                      8 ms',
        '      error     undo-conflict: the order was shipped',
      ].join('\n'),
    );
  });
  it('shows a step under way without a duration', () => {
    const { result: _result, durationMs: _durationMs, ...step } = toolStep();
    expect(renderStep(step, options)).toBe(
      '   2  tool      find_user_id_by_email  ada@example.com               …',
    );
  });
  it('lets nothing through that steers a terminal', () => {
    expect(renderStep(modelStep({ thought: '\u001b[2Jgone' }), options)).toContain('  [2Jgone  ');
  });
});
