import type { Decision } from '../../core/approvals/approval.ts';
import type { ApprovalView } from '../../core/view/run-view.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { runClosed } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { askRun, type SendOptions } from '../messages/send-message.ts';
import { showRun } from '../runs/show-run.ts';

/** A decision about an approval of a run. */
export type ResolveOptions = { readonly [Field in keyof Decision]?: Decision[Field] | undefined } & Pick<
  Decision,
  'decision' | 'by'
> &
  Pick<SendOptions, 'timeoutMs' | 'signal'>;

/**
 * Decide an approval; answers with how it stands then. After an edit that is the approval which took its place.
 *
 * The run is asked afresh before. `approvalId` may be left out when exactly one is open.
 *
 * @throws HoldfastError not-found `approval_not_found`; usage `approval_ambiguous`, `invalid_arguments`; conflict
 * `already_decided`, `expired`, `void`, `digest_changed`, `run_closed`; not-permitted `not_permitted`; unreachable
 * `no_worker`. The approval is as it was.
 */
export async function resolveApproval(
  access: TemporalAccess,
  run: string,
  { timeoutMs, signal, ...given }: ResolveOptions,
): Promise<ApprovalView> {
  const view = await showRun(access, run);
  const approval = choose(view.approvals, given.approvalId, view.id);
  if (view.state === 'closed')
    throw approval.state === 'open' ? runClosed({ run: view.id }) : decided(approval, view.id);
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const decision = { ...told, approvalId: approval.id } as Decision;
  const receipt = await askRun(access, view.id, 'resolveApproval', decision, { timeoutMs, signal });
  return 'approval' in receipt ? receipt.approval : approval;
}

function choose(
  approvals: readonly ApprovalView[],
  approvalId: string | undefined,
  run: string,
): ApprovalView {
  const open = approvals.filter(({ state }) => state === 'open');
  const [chosen, ...others] =
    approvalId === undefined ? open : approvals.filter(({ id }) => id === approvalId);
  if (chosen && others.length === 0) return chosen;
  if (!chosen) {
    throw new HoldfastError({
      kind: 'not-found',
      code: 'approval_not_found',
      message:
        approvalId === undefined
          ? `The run ${run} waits for no approval.`
          : `The run ${run} has no approval ${approvalId}.`,
      unchanged: 'Nothing was decided.',
      next: [{ action: 'inbox' }],
      details: { run },
    });
  }
  const ids = open.map(({ id }) => id);
  throw new HoldfastError({
    kind: 'usage',
    code: 'approval_ambiguous',
    message: `The run ${run} waits for ${open.length} approvals; say which one is meant.`,
    why: `They are ${ids.join(', ')}.`,
    unchanged: 'Nothing was decided.',
    next: [{ action: 'show', run }],
    details: { run, approvals: ids },
  });
}

/** A run that is closed says what became of its approvals, and takes no more decisions. */
function decided({ id, state }: ApprovalView, run: string): HoldfastError {
  const late = state === 'expired' || state === 'void';
  return new HoldfastError({
    kind: 'conflict',
    code: late ? state : 'already_decided',
    message: `The approval ${id} of the run ${run} is ${state}, and the run is closed.`,
    unchanged: 'Nothing was changed.',
    next: [{ action: 'show', run }],
    details: { run },
  });
}
