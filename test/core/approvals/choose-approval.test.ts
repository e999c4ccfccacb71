import { describe, expect, it } from 'vitest';
import { chooseApproval } from '../../../src/core/approvals/choose-approval.ts';

const decided = { id: 'c1.1r1', state: 'approved' } as const;
const first = { id: 'c1.2r1', state: 'open' } as const;
const second = { id: 'c1.3r1', state: 'open' } as const;

describe('chooseApproval', () => {
  it('takes the one that is named, whatever has become of it', () => {
    expect(chooseApproval([decided, first, second], 'c1.3r1')).toEqual({ kind: 'chosen', approval: second });
    expect(chooseApproval([decided, first], 'c1.1r1')).toEqual({ kind: 'chosen', approval: decided });
  });
  it('takes the only open one where none is named', () => {
    expect(chooseApproval([decided, first], undefined)).toEqual({ kind: 'chosen', approval: first });
  });
  it('does not guess among several', () => {
    expect(chooseApproval([decided, first, second], undefined)).toEqual({
      kind: 'several',
      open: [first, second],
    });
  });
  it('finds none where none has the id, and where none is open', () => {
    expect(chooseApproval([decided, first], 'c9.9r1')).toEqual({ kind: 'none' });
    expect(chooseApproval([decided], undefined)).toEqual({ kind: 'none' });
  });
});
