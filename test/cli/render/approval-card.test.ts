import { describe, expect, it } from 'vitest';
import {
  approvalLine,
  approveCommand,
  hidesPart,
  renderApprovalCard,
  timeLeft,
} from '../../../src/cli/render/approval-card.ts';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { openApproval } from '../../support/sample-run.ts';

const nowMs = Date.parse('2026-11-20T10:01:00.000Z');
const options = { run: 'demo-1', palette, width: 80, nowMs };

describe('renderApprovalCard', () => {
  it('says what will happen, the exact call, who is asked, the time left and the command to decide', () => {
    expect(renderApprovalCard(openApproval(), options)).toBe(
      [
        '┌ approval c3.1r1 ─────────────────────────────────────────────────────────────┐',
        '│ Cancel order #W1001 and refund $182.40 to gift_card_77                       │',
        '│ order    pending → cancelled, ordered by mistake                             │',
        '│ undo     reopens the order and takes the refund back                         │',
        '├──────────────────────────────────────────────────────────────────────────────┤',
        '│ call     cancel_pending_order {"order_id":"#W1001","reason":"ordered by      │',
        '│          mistake"}                                                           │',
        '│ asks     payments, by rule "cancellations ask"                               │',
        '│ decide   holdfast approve demo-1 c3.1r1 --digest 9f3ac1d2   23 h 59 min left │',
        '└──────────────────────────────────────────────────────────────────────────────┘',
      ].join('\n'),
    );
  });
  it('gives the time a line of its own where the command leaves no room beside it', () => {
    const lines = renderApprovalCard(openApproval(), { ...options, run: 'agent/retail/demo-1' }).split('\n');
    expect(lines.slice(-3, -1)).toEqual([
      '│ time     23 h 59 min left                                                    │',
      '│ decide   holdfast approve agent/retail/demo-1 c3.1r1 --digest 9f3ac1d2       │',
    ]);
  });
  it('puts a command that is too long for the frame under it, whole', () => {
    const run = 'agent/retail/a-task-id-that-somebody-made-very-long-indeed';
    const lines = renderApprovalCard(openApproval(), { ...options, run }).split('\n');
    expect(lines.at(-3)).toBe(
      '│ decide   with the command below, 23 h 59 min left                            │',
    );
    expect(lines.at(-1)).toBe(`holdfast approve ${run} c3.1r1 --digest 9f3ac1d2`);
  });
  it.each([
    [undefined, 'the tool does not say'],
    [true, 'possible; the tool does not say how'],
    [false, 'not possible: what is done stays done'],
  ])('shows a call whose tool has no preview, and what is known of its undo (%s)', (undoable, undo) => {
    const { approvers: _, ...approval } = openApproval({
      ...(undoable === undefined ? {} : { undoable }),
      tool: 'change',
      preview: 'change of a thing',
      arguments: { of: 'a' },
      rule: 'changes ask',
      reason: 'a change',
    });
    expect(renderApprovalCard(approval, options).split('\n').slice(1, -2)).toEqual([
      '│ change of a thing                                                            │',
      '├──────────────────────────────────────────────────────────────────────────────┤',
      `│ undo     ${undo.padEnd(68)}│`,
      '│ call     change {"of":"a"}                                                   │',
      '│ asks     a person, by rule "changes ask": a change                           │',
    ]);
  });
  it('says of a tool that tells nothing but its call how it could', () => {
    const untold = openApproval({ tool: 'pay', preview: 'pay {"usd":3}', arguments: { usd: 3 } });
    const note = 'The tool tells no more than its call; its prepare could say more.';
    expect(renderApprovalCard(untold, options)).toContain(note);
    expect(renderApprovalCard(openApproval(), options)).not.toContain(note);
  });
  it('says where to read what a list had no room for', () => {
    const { preview: _preview, arguments: _arguments, ...short } = openApproval();
    const lines = renderApprovalCard({ ...short, summary: 'Cancel order #W1001 …' }, options).split('\n');
    expect(lines[1]).toBe('│ Cancel order #W1001 …                                                        │');
    expect(lines[4]).toBe('│ call     cancel_pending_order, in full: holdfast show demo-1                 │');
  });
  it('keeps texts of others inside their half of the frame', () => {
    const preview = 'Refund\u001b[2J nothing\n└──┘\n│ decide   holdfast approve evil';
    const lines = renderApprovalCard(openApproval({ preview }), options).split('\n');
    expect(lines.slice(1, 5)).toEqual([
      '│ Refund⟨U+001B⟩[2J nothing                                                    │',
      '│ ----                                                                         │',
      '│ - decide   holdfast approve evil                                             │',
      '├──────────────────────────────────────────────────────────────────────────────┤',
    ]);
    expect(lines.every((line) => line.length === 80)).toBe(true);
  });
  it('shows beginning and end of what is too long, and says how much is hidden and where all of it is', () => {
    const approval = openApproval({ arguments: { text: `${'x'.repeat(2_000)} END` } });
    const text = renderApprovalCard(approval, options);
    expect(text).toContain('│          … 1,608 characters (24 lines) hidden, in full:  ');
    expect(text).toContain('│            holdfast show demo-1 --full  ');
    expect(text).toContain(' END"}');
    expect(hidesPart(approval, options)).toBe(true);
    expect(hidesPart(openApproval(), options)).toBe(false);
    const full = renderApprovalCard(approval, { ...options, full: true });
    expect(full).toContain('x'.repeat(60));
    expect(full.match(/x/g)).toHaveLength(2_000 + 'text'.split('x').length - 1);
    expect(text).toContain('holdfast approve demo-1 c3.1r1 --digest 9f3ac1d2 ');
    expect(text.split('\n').every((line) => line.length === 80)).toBe(true);
  });
});

describe('what nobody sees', () => {
  it.each([
    ['a direction', '\u202e', '⟨U+202E⟩'],
    ['a zero-width space', '\u200b', '⟨U+200B⟩'],
    ['a tag', '\u{e0041}', '⟨U+E0041⟩'],
    ['a line separator', '\u2028', '⟨U+2028⟩'],
    ['a control', '\u0085', '⟨U+0085⟩'],
  ])('is written out in preview and call: %s', (_, hidden, mark) => {
    const approval = openApproval({ preview: `pay ${hidden}x`, arguments: { to: `a${hidden}b` } });
    const text = renderApprovalCard(approval, options);
    expect(text).toContain(`│ pay ${mark}x `);
    expect(text).toContain(`{"to":"a${mark}b"}`);
    expect(text).not.toContain(hidden);
  });
  it('leaves what shapes visible text as it is', () => {
    expect(renderApprovalCard(openApproval({ arguments: { to: '👩‍🚀 ❤️' } }), options)).toContain('"👩‍🚀 ❤️"');
  });
});

describe('what a schema filled in', () => {
  it('is named below the call', () => {
    const text = renderApprovalCard(openApproval({ filledIn: ['amount', 'to.currency'] }), options);
    expect(text).toContain('│          filled in: amount, to.currency  ');
  });
});

describe('approveCommand', () => {
  it('names the first eight characters of the digest', () => {
    expect(approveCommand('demo-1', openApproval())).toBe('holdfast approve demo-1 c3.1r1 --digest 9f3ac1d2');
  });
});

describe('approvalLine', () => {
  it('is the first line of the preview with who is asked', () => {
    expect(approvalLine(openApproval())).toBe(
      'Cancel order #W1001 and refund $182.40 to gift_card_77 (payments)',
    );
  });
});

describe('timeLeft', () => {
  it('says when the deadline has passed', () => {
    expect(timeLeft({ deadline: '2026-11-20T10:00:59.000Z' }, nowMs)).toBe('past its deadline');
    expect(timeLeft({ deadline: '2026-11-20T10:03:00.000Z' }, nowMs)).toBe('2 min left');
  });
});
