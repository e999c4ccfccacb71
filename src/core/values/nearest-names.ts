/** What is longer was never a name: comparing stays cheap, whatever was written. */
const longestCompared = 64;

/** Order names by how few edits lead to them, the fewest first; ties stay in their order. */
export function nearestNames(given: string, names: readonly string[]): string[] {
  return byEdits(given, names).map(({ name }) => name);
}

/** Find the name that was probably meant: the nearest, if it is near enough for `given` to be a slip of it. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const [nearest] = byEdits(given, names);
  if (nearest === undefined) return undefined;
  const length = Math.max(Math.min(given.length, longestCompared), nearest.name.length);
  return nearest.edits <= Math.max(1, Math.floor(length * 0.4)) ? nearest.name : undefined;
}

function byEdits(given: string, names: readonly string[]): { name: string; edits: number }[] {
  const wanted = given.slice(0, longestCompared).toLowerCase();
  return names
    .map((name) => ({ name, edits: editDistance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
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
