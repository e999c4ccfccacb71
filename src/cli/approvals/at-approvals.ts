import type { HoldfastClient } from '../../client/holdfast-client.ts';
import { openApprovals } from '../../core/view/next-actions.ts';
import type { ApprovalView, RunView } from '../../core/view/run-view.ts';
import type { CliContext } from '../command.ts';
import { narrateApproval } from '../render/print-run.ts';
import type { Confirmation } from '../terminal/ask-yes-or-no.ts';
import { confirmApproval } from './confirm-approval.ts';

/** Deals with a followed run that waits for approvals; true to follow on. */
export type ApprovalsHandler = (run: RunView, signal: AbortSignal) => Promise<boolean>;

/** Show each open approval once and follow on: somebody else decides. */
export function showApprovals(context: CliContext): ApprovalsHandler {
  const shown = new Set<string>();
  return async (run) => {
    for (const approval of openApprovals(run)) {
      if (shown.has(approval.id)) continue;
      shown.add(approval.id);
      narrateApproval(context, run.id, approval);
    }
    return true;
  };
}

/** Ask the person at the terminal about each open approval: yes approves it, no rejects it, Ctrl-D leaves the run waiting. */
export function askAboutApprovals(context: CliContext, client: HoldfastClient): ApprovalsHandler {
  return async (run, signal) => {
    for (const approval of openApprovals(run)) {
      const answer = await askUnlessDecided(context, client, run.id, approval, signal);
      if (answer === 'leave') return false;
      if (answer === 'decided') context.narrate(`${approval.id} was decided by somebody else.`);
      else await send(context, client, run.id, approval, answer);
    }
    return true;
  };
}

const lookAgainMs = 2_000;

/** The question goes away when it is answered elsewhere, or its deadline passes. */
async function askUnlessDecided(
  context: CliContext,
  client: HoldfastClient,
  run: string,
  approval: ApprovalView,
  signal: AbortSignal,
): Promise<Confirmation | 'decided'> {
  const decided = new AbortController();
  const look = async () => {
    // A look that fails says nothing; the next one may.
    const now = await client.approvals(run).catch(() => undefined);
    if (now?.find(({ id }) => id === approval.id)?.state !== 'open' && now !== undefined) decided.abort();
  };
  const timer = setInterval(() => void look(), lookAgainMs);
  try {
    const either = AbortSignal.any([signal, decided.signal]);
    const answer = await confirmApproval(
      context,
      run,
      approval,
      'Approve exactly this? (y/n, Ctrl-D leaves)',
      either,
    );
    return decided.signal.aborted && answer === 'leave' ? 'decided' : answer;
  } finally {
    clearInterval(timer);
  }
}

async function send(
  context: CliContext,
  client: HoldfastClient,
  run: string,
  { id, digest }: ApprovalView,
  answer: 'yes' | 'no',
): Promise<void> {
  const decision = answer === 'yes' ? 'approve' : 'reject';
  try {
    await client.resolveApproval(run, { approvalId: id, decision, digest, by: context.by });
  } catch (error) {
    // Somebody was quicker, or it changed meanwhile: the run goes on from there.
    if ((error as { kind?: unknown }).kind !== 'conflict') throw error;
    context.narrate((error as Error).message);
  }
}
