import type { z } from 'zod';
import { boundedText } from '../core/values/bounded-text.ts';

type Issue = z.core.$ZodIssue;

/**
 * Say what a zod schema found wrong, one text per issue: `items[0].id: Invalid input: expected number, received string`.
 *
 * A failed union is told by its nearest branch. At most `max` issues; the last text then counts the rest.
 */
export function describeIssues(issues: readonly Issue[], max = 10): string[] {
  const texts = issues
    .flatMap((issue) => leafIssues(issue, []))
    .map(({ path, message }) => {
      const where = describePath(path);
      return boundedText(where === '' ? message : `${where}: ${message}`, { chars: 300 });
    });
  return texts.length <= max ? texts : [...texts.slice(0, max), `and ${texts.length - max} more`];
}

function leafIssues(
  issue: Issue,
  parents: readonly PropertyKey[],
): { path: PropertyKey[]; message: string }[] {
  const path = [...parents, ...issue.path];
  const branches = issue.code === 'invalid_union' ? [...issue.errors] : [];
  const nearest = branches.filter((branch) => branch.length > 0).sort(byDepth)[0];
  if (nearest === undefined) return [{ path, message: issue.message }];
  return nearest.flatMap((inner) => leafIssues(inner, path));
}

/** The branch whose first complaint lies deepest has matched most of the value. */
function byDepth(a: readonly Issue[], b: readonly Issue[]): number {
  return (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0) || a.length - b.length;
}

/** Write a path as `items[0].id`. */
export function describePath(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
}
