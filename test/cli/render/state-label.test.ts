import { describe, expect, it } from 'vitest';
import { stateLabel } from '../../../src/cli/render/state-label.ts';

describe('stateLabel', () => {
  it('names the state of an open run in words', () => {
    expect(stateLabel({ state: 'awaiting-user' })).toBe('awaiting user');
  });
  it.each([
    [{ kind: 'answered' }, 'answered'],
    [{ kind: 'partial' }, 'partial'],
    [{ kind: 'partial', reason: { code: 'budget_exhausted' } }, 'partial: budget'],
    [{ kind: 'partial', reason: { code: 'max_steps' } }, 'partial: max steps'],
    [{ kind: 'handed-over', reason: { code: 'escalated' } }, 'handed over'],
    [{ kind: 'cancelled', reason: { code: 'cancel_requested' } }, 'cancelled'],
    [{ kind: 'failed', reason: { code: 'provider_not_configured' } }, 'failed: no model key'],
  ] as const)('names the end %o as "%s"', (outcome, label) => {
    expect(stateLabel({ state: 'closed', outcome })).toBe(label);
  });
});
