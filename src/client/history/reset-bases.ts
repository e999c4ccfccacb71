import type { TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { readEvents } from './read-history.ts';

/** Resets of one run that are followed at most. */
const maxResets = 50;

/**
 * Find the executions that a run was reset from, the nearest first, as far as their histories are kept.
 *
 * A reset begins anew from an early event: of what came after that the new history tells nothing, and it stands in the
 * world all the same.
 */
export async function resetBases(
  access: TemporalAccess,
  { id, runId }: { readonly id: string; readonly runId: string },
): Promise<readonly string[]> {
  const bases: string[] = [];
  let at: string | undefined = runId;
  while (at !== undefined && bases.length < maxResets) {
    const base = await baseOf(access, id, at);
    at = base !== undefined && base !== runId && !bases.includes(base) ? base : undefined;
    if (at !== undefined) bases.push(at);
  }
  return bases;
}

/** The last reset that a history tells of: earlier ones stand in the history of its base. */
async function baseOf(
  access: TemporalAccess,
  workflowId: string,
  runId: string,
): Promise<string | undefined> {
  let base: string | undefined;
  try {
    for await (const events of readEvents(access, { workflowId, runId })) {
      for (const { workflowTaskFailedEventAttributes: failed } of events) base = failed?.baseRunId || base;
    }
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'run_not_found') throw error;
  }
  return base;
}
