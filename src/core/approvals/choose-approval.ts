import type { Approval } from './approval.ts';

export type ApprovalChoice<A> =
  | { readonly kind: 'chosen'; readonly approval: A }
  /** There is none by that id; without an id, none is open. */
  | { readonly kind: 'none' }
  /** No id was given, and these are open. */
  | { readonly kind: 'several'; readonly open: readonly A[] };

/** Choose the approval that a decision is about: the one by the id, whatever has become of it, else the only open one. */
export function chooseApproval<A extends Pick<Approval, 'id' | 'state'>>(
  approvals: readonly A[],
  approvalId: string | undefined,
): ApprovalChoice<A> {
  const meant = approvals.filter(({ id, state }) =>
    approvalId === undefined ? state === 'open' : id === approvalId,
  );
  const [approval] = meant;
  if (approval === undefined) return { kind: 'none' };
  return meant.length === 1 ? { kind: 'chosen', approval } : { kind: 'several', open: meant };
}
