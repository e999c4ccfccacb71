import { describe, expect, it } from 'vitest';
import { renderInbox } from '../../../src/cli/render/inbox-list.ts';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { openApproval } from '../../support/sample-run.ts';

const options = { palette, width: 80, nowMs: Date.parse('2026-11-20T10:01:00.000Z') };

describe('renderInbox', () => {
  it('gives each approval its run, what it is about, who is asked, the time left and its command', () => {
    const first = { ...openApproval(), run: 'agent/retail/demo-1' };
    const { approvers: _, preview: _preview, ...short } = first;
    const second = { ...short, id: 'c1.1r2', run: 'agent/notices/n-1', summary: 'Send a notice to bob' };
    expect(renderInbox([first, second], options)).toBe(
      [
        'agent/retail/demo-1  c3.1r1                           payments, 23 h 59 min left',
        '  Cancel order #W1001 and refund $182.40 to gift_card_77',
        '  holdfast approve agent/retail/demo-1 c3.1r1 --digest 9f3ac1d2',
        '',
        'agent/notices/n-1  c1.1r2                                       23 h 59 min left',
        '  Send a notice to bob',
        '  holdfast approve agent/notices/n-1 c1.1r2 --digest 9f3ac1d2',
      ].join('\n'),
    );
  });
  it.each([60, 80, 120])('keeps to %i columns, but for commands, which stay whole', (width) => {
    const summary = 'Refund $182.40 for order #W1001 to gift_card_77, ordered by mistake and never paid for';
    const lines = renderInbox([{ ...openApproval(), run: 'agent/retail/demo-1', summary }], {
      ...options,
      width,
    }).split('\n');
    expect(lines.filter((line) => line.length > width && !line.includes('holdfast '))).toEqual([]);
    expect(lines.at(-1)).toBe('  holdfast approve agent/retail/demo-1 c3.1r1 --digest 9f3ac1d2');
  });
});
