import type { HoldfastClient } from '../../client/holdfast-client.ts';
import type { ApprovalView } from '../../core/view/run-view.ts';
import { CliError } from '../errors/cli-error.ts';
import { approvalSummary } from '../render/approval-card.ts';

/** A verb that decides, as errors name it. */
export type DecidingVerb = 'approve' | 'reject' | 'edit';

export interface NamedApproval {
  readonly run: string;
  readonly approvalId?: string | undefined;
  /** A prefix will do. */
  readonly digest?: string | undefined;
}

/**
 * Refuse a decision off a terminal that does not say which approval it is about and what its sender has seen.
 *
 * @throws CliError 2 `approval_unnamed` or `digest_missing`.
 */
export function requireNamed(
  verb: DecidingVerb,
  { run, approvalId, digest }: NamedApproval,
): { readonly approvalId: string; readonly digest: string } {
  if (approvalId !== undefined && digest !== undefined) return { approvalId, digest };
  const missing = approvalId === undefined;
  throw new CliError({
    kind: 'usage',
    code: missing ? 'approval_unnamed' : 'digest_missing',
    message: missing
      ? `Which approval of ${run} to ${verb} is missing.`
      : `The digest of what you decide about is missing: --digest.`,
    why: 'Off a terminal nobody can be shown the approval first, so the command says what it is about.',
    unchanged: 'Nothing was sent.',
    next: [{ action: 'inbox' }],
    details: { run },
  });
}

/**
 * Read an open approval of a run afresh: the one that is named, else the only one.
 *
 * @throws CliError 3 `approval_not_found`; 2 `approval_unnamed` when several are open; 9 `already_decided`, or
 * `digest_changed` when it is not what the digest was of.
 */
export async function pickApproval(
  client: HoldfastClient,
  verb: DecidingVerb,
  { run, approvalId, digest }: NamedApproval,
): Promise<ApprovalView> {
  const approvals = await client.approvals(run);
  const open = approvals.filter(({ state }) => state === 'open');
  const [only] = open;
  if (approvalId === undefined) {
    if (only === undefined) throw notFound(run, 'The run waits for no approval.');
    if (open.length > 1) throw severalOpen(verb, run, open);
  }
  const approval = approvalId === undefined ? only : approvals.find(({ id }) => id === approvalId);
  if (approval === undefined) throw notFound(run, `The run ${run} has no approval ${approvalId}.`);
  if (approval.state !== 'open') {
    throw conflict('already_decided', `${approval.id} is ${approval.state} already.`, run);
  }
  if (digest !== undefined && !approval.digest.startsWith(digest.toLowerCase())) {
    throw conflict('digest_changed', `${approval.id} is not what that digest was made of.`, run);
  }
  return approval;
}

function notFound(run: string, message: string): CliError {
  return new CliError({
    kind: 'not-found',
    code: 'approval_not_found',
    message,
    unchanged: 'Nothing was sent.',
    next: [{ action: 'show', run }],
    details: { run },
  });
}

function severalOpen(verb: DecidingVerb, run: string, open: readonly ApprovalView[]): CliError {
  return new CliError({
    kind: 'usage',
    code: 'approval_unnamed',
    message: `The run ${run} waits for ${open.length} approvals; name the one to ${verb}.`,
    why: open.map((approval) => `  ${approval.id}  ${approvalSummary(approval)}`).join('\n'),
    unchanged: 'Nothing was sent.',
    next: [{ action: 'show', run }],
    details: { run, approvals: open.map(({ id }) => id) },
  });
}

function conflict(code: string, message: string, run: string): CliError {
  return new CliError({
    kind: 'conflict',
    code,
    message,
    unchanged: 'Nothing was sent.',
    next: [{ action: 'show', run }],
    details: { run },
  });
}
