import type { ErrorRecord } from '../../reports/error.ts';
import { cleanText } from './clean-text.ts';
import type { Palette } from './palette.ts';
import { textWidth } from './text-width.ts';

/** Write an error for people: what happened, why, what is unchanged, the next command. */
export function renderError(report: ErrorRecord, options: { palette: Palette; width: number }): string {
  const { palette, width } = options;
  const lines = [palette.bad(cleanText(report.message))];
  if (report.why !== undefined) lines.push(cleanText(report.why));
  const unchanged = report.unchanged === undefined ? '' : cleanText(report.unchanged);
  const next = report.next === undefined ? '' : nextStep(cleanText(report.next));
  const together = [unchanged, next].filter((part) => part !== '').join('  ');
  if (textWidth(together) <= width && !together.includes('\n')) lines.push(together);
  else lines.push(unchanged, next);
  return lines.filter((line) => line !== '').join('\n');
}

/** A command gets a word before it; a sentence stands by itself. */
function nextStep(next: string): string {
  return /^[A-Z][a-z]/.test(next) ? next : `Try: ${next}`;
}
