import { cutText, textWidth } from './text-width.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut to make the table fit; other columns are always whole. */
  readonly cut?: boolean;
  /** Left out where cutting alone does not make the table fit; the first such column goes first. */
  readonly spare?: boolean;
}

export interface TableCell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const gap = 2;
const leastWidth = 8;

/** Lay out rows under their titles, in at most `width` columns as far as cutting and leaving out may bring that about. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  width: number,
): string {
  const cells = [columns.map(({ title }): TableCell => ({ text: title })), ...rows];
  const widths = columns.map((_, index) =>
    Math.max(...cells.map((row) => textWidth(row[index]?.text ?? ''))),
  );
  const least = widths.map((own, index) => (columns[index]?.cut ? Math.min(own, leastWidth) : own));
  const spare = total(least) > width ? columns.findIndex((column) => column.spare) : -1;
  if (spare >= 0) {
    const others = <Item>(items: readonly Item[]) => items.filter((_, index) => index !== spare);
    return renderTable(others(columns), rows.map(others), width);
  }
  let excess = total(widths) - width;
  for (const [index, column] of columns.entries()) {
    const own = widths[index] ?? 0;
    if (!column.cut || excess <= 0) continue;
    const kept = Math.max(Math.min(own, leastWidth), own - excess);
    excess -= own - kept;
    widths[index] = kept;
  }
  return cells.map((row) => renderRow(columns, row, widths)).join('\n');
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, columnWidth) => sum + columnWidth + gap, -gap);
}

function renderRow(
  columns: readonly TableColumn[],
  row: readonly TableCell[],
  widths: readonly number[],
): string {
  const lastFilled = row.findLastIndex(({ text }) => text !== '');
  const parts = columns.slice(0, lastFilled + 1).map((column, index) => {
    const { text, paint = (plain: string) => plain } = row[index] ?? { text: '' };
    const width = widths[index] ?? 0;
    const cut = cutText(text, width);
    const padding = ' '.repeat(Math.max(0, width - textWidth(cut)));
    if (column.align === 'right') return padding + paint(cut);
    return index === lastFilled ? paint(cut) : paint(cut) + padding;
  });
  return parts.join(' '.repeat(gap));
}
