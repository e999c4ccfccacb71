import type { StaleApproval } from '../../core/approvals/stale-approvals.ts';
import { oneLine } from './clean-text.ts';
import { formatCount } from './format-count.ts';
import { nextCommand } from './next-action.ts';
import { foldText } from './text-width.ts';

/** Say which open approvals cannot let their calls run with this build, a line each, and what comes of deciding them. */
export function describeStaleApprovals(
  { named, more }: { readonly named: readonly StaleApproval[]; readonly more: number },
  width: number,
): readonly string[] {
  const all = formatCount(named.length + more, 'open approval');
  const head = `${all} cannot run with this build. Approving does not make the call; the agent is told, and may propose it anew. All that is open: ${nextCommand({ action: 'inbox' })}`;
  return [
    ...foldText(head, width),
    ...named.flatMap(({ run, id, tool, because }) => {
      const why =
        because === 'changed'
          ? `the declaration of ${oneLine(tool)} changed since it was asked`
          : `there is no tool ${oneLine(tool)}; its call waits for a worker that has it`;
      return foldText(`${oneLine(run)} ${id}: ${why}`, width - 2).map((line) => `  ${line}`);
    }),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
