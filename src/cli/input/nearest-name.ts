/** Find the name that was probably meant: the one fewest edits away, if that is near enough to be a slip. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  let nearest: { name: string; edits: number } | undefined;
  for (const name of names) {
    const edits = editDistance(wanted, name.toLowerCase());
    if (nearest === undefined || edits < nearest.edits) nearest = { name, edits };
  }
  if (nearest === undefined) return undefined;
  return nearest.edits <= Math.max(1, Math.floor(Math.max(given.length, nearest.name.length) * 0.4))
    ? nearest.name
    : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
