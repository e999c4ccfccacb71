import { describe, expect, it } from 'vitest';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { renderUndo } from '../../../src/cli/render/undo-plan.ts';
import type { UndoItem } from '../../../src/core/undo/undo-plan.ts';

const options = { palette, width: 80, command: 'holdfast undo demo-2' };

function item(effectId: string, changes: Partial<UndoItem> = {}): UndoItem {
  return {
    effectId,
    tool: 'cancel_pending_order',
    summary: 'cancel #W1002, refund $20.00 to gift_card_77',
    action: 'undo',
    because: 'asked for',
    ...changes,
  };
}

const plan: readonly UndoItem[] = [
  item('c9.1', {
    tool: 'send_notice',
    summary: 'send a notice to ada@example.com',
    action: 'irreversible',
    because: 'send_notice cannot be undone',
  }),
  item('c8.1', { summary: 'modify items of #W1004', because: 'changed the same thing after c6.1' }),
  item('c6.2', { summary: 'cancel #W1003', action: 'conflict', because: 'shipped since by another system' }),
  item('c6.1'),
];

describe('renderUndo', () => {
  it('shows a plan newest first, what stays and why, and how to apply it', () => {
    const undo = { run: 'demo-2', applied: false, complete: false, items: plan };
    expect(renderUndo(undo, options)).toBe(
      [
        'Would undo 2 of 4 effects, newest first; nothing has been changed yet.',
        '  c9.1  stays     send a notice to ada@example.com',
        '                  send_notice cannot be undone',
        '  c8.1  undo      modify items of #W1004',
        '                  changed the same thing after c6.1',
        '  c6.2  conflict  cancel #W1003',
        '                  shipped since by another system',
        '  c6.1  undo      cancel #W1002, refund $20.00 to gift_card_77',
        'Apply:  holdfast undo demo-2 --apply',
      ].join('\n'),
    );
  });
  it('repeats the selection in the command that applies it', () => {
    const undo = { run: 'demo-2', applied: false, complete: false, items: [item('c6.1')] };
    const command = 'holdfast undo demo-2 --effect c6.1';
    expect(
      renderUndo(undo, { ...options, command })
        .split('\n')
        .at(-1),
    ).toBe('Apply:  holdfast undo demo-2 --effect c6.1 --apply');
  });
  it('tells what was done', () => {
    const items = [item('c6.1', { result: 'undone' })];
    expect(renderUndo({ run: 'demo-2', applied: true, complete: true, items }, options)).toBe(
      ['Undid 1 of 1 effect.', '  c6.1  undone    cancel #W1002, refund $20.00 to gift_card_77'].join('\n'),
    );
  });
  it('leaves nothing that was not undone without a next command', () => {
    const items = [item('c6.1', { result: 'failed', because: 'the shop does not answer' })];
    expect(renderUndo({ run: 'demo-2', applied: true, complete: false, items }, options)).toBe(
      [
        'Undid 0 of 1 effect. Not everything that can be undone is.',
        '  c6.1  failed    cancel #W1002, refund $20.00 to gift_card_77',
        '                  the shop does not answer',
        'Try again:       holdfast undo demo-2 --effect c6.1 --apply',
        'Settle by hand:  holdfast settle demo-2 c6.1 absent',
      ].join('\n'),
    );
  });
  it('offers nothing to apply where nothing would be undone', () => {
    const items = [item('c6.1', { action: 'skip', because: 'undone already' })];
    expect(renderUndo({ run: 'demo-2', applied: false, complete: true, items }, options)).toBe(
      [
        'Nothing of 1 effect would be undone.',
        '  c6.1  skip      cancel #W1002, refund $20.00 to gift_card_77',
        '                  undone already',
      ].join('\n'),
    );
  });
  it('says that there is nothing', () => {
    expect(renderUndo({ run: 'demo-2', applied: false, complete: true, items: [] }, options)).toBe(
      'Nothing to undo: the run has no such effects.',
    );
  });
});
