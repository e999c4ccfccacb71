import { approvalSummary, approveCommand, type CardApproval, timeLeft } from './approval-card.ts';
import { oneLine } from './clean-text.ts';
import type { Palette } from './palette.ts';
import { cutText, textWidth } from './text-width.ts';

/** An open approval and the run that waits for it. */
export type InboxApproval = CardApproval & { readonly run: string };

/** Write open approvals, each with what it is about, who is asked, the time left and the command that approves it. */
export function renderInbox(
  open: readonly InboxApproval[],
  { palette, width, nowMs }: { palette: Palette; width: number; nowMs: number },
): string {
  return open
    .map((approval) => {
      const { run, id, approvers } = approval;
      const left = timeLeft(approval, nowMs);
      const what = approvalSummary(approval);
      const head = `${run}  ${id}`;
      const asked = approvers === undefined ? left : `${oneLine(approvers)}, ${left}`;
      const gap = Math.max(2, width - textWidth(head) - textWidth(asked));
      return [
        `${palette.strong(head)}${' '.repeat(gap)}${palette.warn(asked)}`,
        `  ${cutText(what, Math.max(20, width - 2))}`,
        `  ${approveCommand(run, approval)}`,
      ].join('\n');
    })
    .join('\n\n');
}
