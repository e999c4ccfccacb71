import type { ApprovalView } from '../../core/view/run-view.ts';
import type { CliContext } from '../command.ts';
import { type ApprovalCardOptions, hidesPart, renderApprovalCard } from '../render/approval-card.ts';
import { paletteFor } from '../render/palette.ts';
import { askLine } from '../terminal/ask-line.ts';
import { askYesOrNo, type Confirmation, readConfirmation } from '../terminal/ask-yes-or-no.ts';

/** Rows of a terminal that does not say. */
const usualRows = 24;

/**
 * Show an approval to the person at the terminal and ask about it.
 *
 * What is too long for a screen is shown page by page; no yes is taken before the last page.
 */
export async function confirmApproval(
  context: CliContext,
  run: string,
  approval: ApprovalView,
  question: string,
  signal: AbortSignal,
): Promise<Confirmation> {
  const palette = paletteFor(context.stderr, context.env);
  const options: ApprovalCardOptions = { run, palette, width: context.width, nowMs: Date.now() };
  const pages = hidesPart(approval, options)
    ? pagesOf(renderApprovalCard(approval, { ...options, full: true }), context.stderr.rows)
    : [renderApprovalCard(approval, options)];
  for (const [index, page] of pages.entries()) {
    context.narrate(page);
    if (index === pages.length - 1) break;
    const left = `Page ${index + 1} of ${pages.length}; yes is taken after the last. (m for more, n, Ctrl-D leaves)`;
    const answer = await askLine(context, `${left} `, signal, readMore);
    if (answer === undefined) return 'leave';
    if (answer === 'no') return 'no';
  }
  return askYesOrNo(context, question, signal);
}

function readMore(line: string): 'more' | 'no' | undefined {
  if (readConfirmation(line) === 'no') return 'no';
  return ['', 'm', 'more'].includes(line.trim().toLowerCase()) ? 'more' : undefined;
}

function pagesOf(text: string, rows: number = usualRows): string[] {
  const lines = text.split('\n');
  const perPage = Math.max(8, rows - 2);
  return Array.from({ length: Math.ceil(lines.length / perPage) }, (_, page) =>
    lines.slice(page * perPage, (page + 1) * perPage).join('\n'),
  );
}
