import { describe, expect, it } from 'vitest';
import { narrateDev } from '../../../src/cli/dev/narrate-dev.ts';
import { describeStaleApprovals } from '../../../src/cli/render/stale-approvals.ts';
import type { StaleApproval } from '../../../src/core/approvals/stale-approvals.ts';

const changed: StaleApproval = { run: 'agent/desk/t1', id: 'c1.1r1', tool: 'refund', because: 'changed' };
const gone: StaleApproval = { run: 'agent/desk/t2', id: 'c4.1r1', tool: 'wire', because: 'gone' };

describe('what is said of open approvals that a build makes void', () => {
  it('is a line for each, what comes of deciding them, and how many there are beside', () => {
    expect(describeStaleApprovals({ named: [changed, gone], more: 12 }, 120)).toEqual([
      '14 open approvals cannot run with this build. Approving does not make the call; the agent is told, and may propose it',
      'anew. All that is open: holdfast inbox',
      '  agent/desk/t1 c1.1r1: the declaration of refund changed since it was asked',
      '  agent/desk/t2 c4.1r1: there is no tool wire; its call waits for a worker that has it',
      '  and 12 more',
    ]);
  });

  it.each([60, 80, 120])('fits %i columns', (width) => {
    for (const line of describeStaleApprovals({ named: [changed, gone], more: 0 }, width))
      expect(line.length).toBeLessThanOrEqual(width);
  });

  it('stands among the parts of dev', () => {
    let written = '';
    const narrator = narrateDev({ write: (text) => (written += text), isTty: false, columns: 120 });
    narrator.onEvent({ kind: 'stale-approvals', named: [changed], more: 0 });
    expect(written).toMatch(/^ {2}Approvals {9}1 open approval cannot run with this build\./);
    expect(written).toContain('agent/desk/t1 c1.1r1: the declaration of refund changed');
  });
});
