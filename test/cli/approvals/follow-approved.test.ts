import { describe, expect, it } from 'vitest';
import { followApproved } from '../../../src/cli/approvals/follow-approved.ts';
import type { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import { openApproval } from '../../support/sample-run.ts';

const approved = { id: 'c3.1r1', call: 'c3.1' };
const effect = { id: 'c3.1', state: 'applied' };
const { signal } = new AbortController();

/** A client whose run stands as told, one look after the other. */
function seeing(...views: object[]): { client: HoldfastClient; looks: () => number } {
  let looks = 0;
  const show = async () => ({ id: 'r', state: 'running', effects: [], approvals: [], ...views[looks++] });
  return { client: { show } as unknown as HoldfastClient, looks: () => looks };
}

describe('followApproved', () => {
  it('ends in a conflict that names what changed', async () => {
    const approvals = [openApproval({ state: 'void', voidedBy: 'the order was closed' })];
    const { client } = seeing({}, { approvals });
    await expect(followApproved(client, 'r', approved, signal)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'void',
      why: 'the order was closed',
    });
  });

  it('ends once the call has started', async () => {
    const { client, looks } = seeing({}, {}, { effects: [effect] });
    await followApproved(client, 'r', approved, signal);
    expect(looks()).toBe(3);
  });

  it('waits a moment for a tool that finds its precondition changed', async () => {
    const approvals = [openApproval({ state: 'void', voidedBy: 'it is taken' })];
    const { client } = seeing(
      { effects: [{ ...effect, state: 'intended' }] },
      { effects: [{ ...effect, state: 'absent' }], approvals },
    );
    await expect(followApproved(client, 'r', approved, signal)).rejects.toMatchObject({ code: 'void' });
  });
});
