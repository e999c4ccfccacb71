import { approvalToResolve } from '../../client/approvals/approval-to-resolve.ts';
import type { HoldfastClient } from '../../client/holdfast-client.ts';
import type { DecisionKind } from '../../core/approvals/approval.ts';
import type { JsonObject } from '../../core/values/json.ts';
import { markInvisible } from '../../core/values/normalise-text.ts';
import type { ApprovalView } from '../../core/view/run-view.ts';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { narrateApproval, printTaken } from '../render/print-run.ts';
import { confirmApproval } from './confirm-approval.ts';
import { followApproved } from './follow-approved.ts';

/** A decision as a command line tells it. */
export interface WantedDecision {
  readonly run: string;
  readonly approvalId?: string | undefined;
  /** A prefix will do. */
  readonly digest?: string | undefined;
  readonly reason?: string | undefined;
  /** Of an approval. */
  readonly scope?: 'once' | 'run' | undefined;
  /** Of an approval: end once it is accepted, not once its call has started. */
  readonly noWait?: boolean | undefined;
  /** Of an edit: all fields of the call. */
  readonly arguments?: JsonObject | undefined;
}

type NamedDecision = WantedDecision & { readonly approvalId: string; readonly digest: string };

/**
 * Send a person's decision about one approval.
 *
 * At a terminal the run is read and the approval shown, what lets the call run is asked about once more, and the digest
 * of what was shown goes along. Off a terminal the command itself must say which approval and digest it means: nothing is
 * read.
 *
 * @throws CliError 2 `approval_ambiguous` or `digest_missing` off a terminal; what `approvalToResolve` and the client's
 * `resolveApproval` throw.
 */
export async function resolveByCommand(
  context: CliContext,
  verb: DecisionKind,
  wanted: WantedDecision,
): Promise<void> {
  if (!context.isAttended) {
    const named = requireNamed(verb, wanted);
    return send(context, await context.connect(), verb, named);
  }
  const client = await context.connect();
  const run = await client.show(wanted.run);
  const approval = approvalToResolve(run, { ...wanted, decision: verb, by: context.by });
  if (verb === 'reject') narrateApproval(context, run.id, approval);
  else {
    const question = questions[verb](wanted);
    const answer = await confirmApproval(context, run.id, approval, question, context.interrupted());
    if (answer !== 'yes') {
      context.narrate(`Nothing was sent; ${approval.id} stays open.`);
      return context.end(answer === 'no' ? exitCodes.waitingForPerson : exitCodes.interrupted);
    }
  }
  await send(context, client, verb, {
    ...wanted,
    run: run.id,
    approvalId: approval.id,
    digest: approval.digest,
  });
}

function requireNamed(verb: DecisionKind, wanted: WantedDecision): NamedDecision {
  const { run, approvalId, digest } = wanted;
  if (approvalId !== undefined && digest !== undefined) return { ...wanted, approvalId, digest };
  const unnamed = approvalId === undefined;
  throw new CliError({
    kind: 'usage',
    code: unnamed ? 'approval_ambiguous' : 'digest_missing',
    message: unnamed
      ? `Which approval of ${run} to ${verb} is missing.`
      : `The digest of what you decide about is missing: --digest.`,
    why: 'Off a terminal nobody can be shown the approval first, so the command says what it is about.',
    unchanged: 'Nothing was sent.',
    next: [{ action: 'inbox' }],
    details: { run },
  });
}

const questions: Record<Exclude<DecisionKind, 'reject'>, (wanted: WantedDecision) => string> = {
  approve: ({ scope }) =>
    scope === 'run'
      ? 'Approve this, and later calls of this tool under this rule up to this amount? (y/n)'
      : 'Approve exactly this? (y/n)',
  edit: ({ arguments: args }) => `Run it with ${markInvisible(JSON.stringify(args))} instead? (y/n)`,
};

async function send(
  context: CliContext,
  client: HoldfastClient,
  verb: DecisionKind,
  { run, noWait = false, ...decision }: NamedDecision,
): Promise<void> {
  const approval = await client.resolveApproval(run, { ...decision, decision: verb, by: context.by });
  if (verb === 'approve' && !noWait) await followApproved(client, run, approval, context.interrupted());
  await printTaken(context, client, run, whatCameOfIt(verb, decision.approvalId, approval));
  if (context.format === 'text' && approval.state === 'open') narrateApproval(context, run, approval);
}

function whatCameOfIt(verb: DecisionKind, approvalId: string, { id, state }: ApprovalView): string {
  if (verb !== 'edit') return `${verb === 'approve' ? 'Approved' : 'Rejected'} ${approvalId}.`;
  if (state === 'approved') return `Edited ${approvalId}; ${id} stands for it and is approved.`;
  if (state === 'open') return `Edited ${approvalId}; the edited call needs an approval of its own: ${id}.`;
  return `Edited ${approvalId}; the rules decided about the edited call without asking.`;
}
