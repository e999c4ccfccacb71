import type { Decision } from '../../core/approvals/approval.ts';
import type { ApprovalView, RunView } from '../../core/view/run-view.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { askRun, type SendOptions } from '../messages/send-message.ts';
import { resolveRunId } from '../runs/run-id.ts';
import { approvalNotFound, approvalToDecide } from './approval-to-decide.ts';

/** A decision about an approval of a run. */
export type ResolveOptions = { readonly [Field in keyof Decision]?: Decision[Field] | undefined } & Pick<
  Decision,
  'decision' | 'by'
> &
  Pick<SendOptions, 'timeoutMs' | 'signal'>;

/**
 * Decide an approval; answers with how it stands then. After an edit that is the approval which took its place.
 *
 * It is sent as it is, and the run rules on it. Where `approvalId` is left out the run is read first: exactly one may be
 * open.
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
  const { id, approvalId } = await nameApproval(access, run, given);
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const decision = { ...told, approvalId } as Decision;
  try {
    const receipt = await askRun(access, id, 'resolveApproval', decision, { timeoutMs, signal });
    if ('approval' in receipt) return receipt.approval;
  } catch (error) {
    throw await refusedBecause(access, id, decision, error);
  }
  throw new HoldfastError({
    kind: 'not-found',
    code: 'approval_not_kept',
    message: `The run ${id} took the decision about ${approvalId}, and keeps nothing of it any more.`,
    next: [{ action: 'trace', run: id }],
    details: { run: id },
  });
}

/** Most decisions read nothing, and the projection of histories takes as long to load as they take to send. */
async function readRun(access: TemporalAccess, run: string): Promise<RunView> {
  const { showRun } = await import('../runs/show-run.ts');
  return showRun(access, run);
}

async function nameApproval(
  access: TemporalAccess,
  run: string,
  given: ResolveOptions,
): Promise<{ readonly id: string; readonly approvalId: string }> {
  const { approvalId, decision, by } = given;
  if (approvalId !== undefined) return { id: await resolveRunId(access, run), approvalId };
  const view = await readRun(access, run);
  // What it was made of is the run's to compare: a decision that is refused is recorded there.
  return { id: view.id, approvalId: approvalToDecide(view, { decision, by }).id };
}

/** A closed run takes no message; what had become of the approval by then is read, so that its sender hears that. */
async function refusedBecause(
  access: TemporalAccess,
  run: string,
  { approvalId, decision, by }: Decision,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof HoldfastError)) return error;
  if (error.code === 'unknown_approval') return approvalNotFound(run, approvalId, error);
  if (error.code !== 'run_closed') return error;
  try {
    approvalToDecide(await readRun(access, run), { approvalId, decision, by });
  } catch (told) {
    return told;
  }
  return error;
}
