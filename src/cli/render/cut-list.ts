import type { CliContext } from '../command.ts';

/** How many to ask a client for so that it shows whether there are more; 0 is all. */
export function askedFor(limit: number): number {
  return limit === 0 ? Number.MAX_SAFE_INTEGER : limit + 1;
}

/**
 * Cut a list to what was asked for, and say so: as one line on stderr, in every format, since whoever counts or looks for
 * something would be wrong without a sign.
 */
export function cutList<One>(context: CliContext, found: readonly One[], limit: number): readonly One[] {
  if (limit === 0 || found.length <= limit) return found;
  context.narrate(`There are more than these ${limit}.  All: --limit 0`);
  return found.slice(0, limit);
}
