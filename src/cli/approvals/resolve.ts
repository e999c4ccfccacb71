import type { HoldfastClient } from '../../client/holdfast-client.ts';
import type { JsonObject } from '../../core/values/json.ts';
import type { ApprovalView } from '../../core/view/run-view.ts';
import type { CliContext } from '../command.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { renderApprovalCard } from '../render/approval-card.ts';
import { paletteFor } from '../render/palette.ts';
import { confirm } from '../terminal/confirm.ts';
import { sayDone } from '../terminal/say-done.ts';
import { type DecidingVerb, type NamedApproval, pickApproval, requireNamed } from './pick-approval.ts';

/** A decision as a command line tells it. */
export interface WantedDecision extends NamedApproval {
  readonly reason?: string | undefined;
  /** Of an approval. */
  readonly scope?: 'once' | 'run' | undefined;
  /** Of an edit: all fields of the call. */
  readonly arguments?: JsonObject | undefined;
}

/**
 * Send a person's decision about one approval.
 *
 * At a terminal the approval is read afresh and shown, what lets the call run is asked about once more, and the digest
 * of what was shown goes along. Off a terminal the command itself must say which approval and digest it means.
 */
export async function decide(context: CliContext, verb: DecidingVerb, wanted: WantedDecision): Promise<void> {
  if (!context.isTty || context.format !== 'text') {
    const named = requireNamed(verb, wanted);
    return send(context, await context.connect(), verb, { ...wanted, ...named });
  }
  const client = await context.connect();
  const approval = await pickApproval(client, verb, wanted);
  showCard(context, wanted.run, approval);
  if (verb !== 'reject') {
    const answer = await confirm(context, questions[verb](wanted), context.interrupted());
    if (answer !== 'yes') {
      context.narrate(`Nothing was sent; ${approval.id} stays open.`);
      return context.end(answer === 'no' ? exitCodes.waitingForPerson : exitCodes.interrupted);
    }
  }
  await send(context, client, verb, { ...wanted, approvalId: approval.id, digest: approval.digest });
}

/** Show an open approval to the person, as narration. */
export function showCard(context: CliContext, run: string, approval: ApprovalView): void {
  const palette = paletteFor(context.stderr, context.env);
  context.narrate(renderApprovalCard(approval, { run, palette, width: context.width, nowMs: Date.now() }));
}

const questions: Record<Exclude<DecidingVerb, 'reject'>, (wanted: WantedDecision) => string> = {
  approve: ({ scope }) =>
    scope === 'run'
      ? 'Approve this, and later calls of this tool under this rule up to this amount? (y/n)'
      : 'Approve exactly this? (y/n)',
  edit: ({ arguments: args }) => `Run it with ${JSON.stringify(args)} instead? (y/n)`,
};

type Sent = WantedDecision & { readonly approvalId: string; readonly digest: string };

async function send(
  context: CliContext,
  client: HoldfastClient,
  verb: DecidingVerb,
  decision: Sent,
): Promise<void> {
  const { run, approvalId, digest, reason, scope, arguments: args } = decision;
  const approval = await client.resolveApproval(run, {
    decision: verb,
    approvalId,
    digest,
    by: context.by,
    ...(reason === undefined ? {} : { reason }),
    ...(scope === undefined ? {} : { scope }),
    ...(args === undefined ? {} : { arguments: args }),
  });
  await sayDone(context, client, run, whatCameOfIt(verb, approvalId, approval));
  if (context.format === 'text' && approval.state === 'open') showCard(context, run, approval);
}

function whatCameOfIt(verb: DecidingVerb, approvalId: string, { id, state }: ApprovalView): string {
  if (verb !== 'edit') return `${verb === 'approve' ? 'Approved' : 'Rejected'} ${approvalId}.`;
  if (state === 'approved') return `Edited ${approvalId}; ${id} stands for it and is approved.`;
  if (state === 'open') return `Edited ${approvalId}; the edited call needs an approval of its own: ${id}.`;
  return `Edited ${approvalId}; the rules decided about the edited call without asking.`;
}
