import { undoRunWorkflowId } from '../../contracts/names.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import type { FoundRun } from '../runs/find-run.ts';
import { type RunLedger, readLedger } from './run-ledger.ts';

/**
 * Read what the undo of a run is to begin with.
 *
 * An undo that waits for a person goes by what was known when it began. Where more is known by now, since the run was
 * reset or went on, it is ended, and the next one keeps its task open: by the older one nobody could ask for what is
 * shown. One that is at work is left alone.
 */
export async function readLedgerForUndo(access: TemporalAccess, found: FoundRun): Promise<RunLedger> {
  const ledger = await readLedger(access, found);
  const { outdatedUndo } = ledger;
  if (outdatedUndo === undefined) return ledger;
  await endUndo(access, found.id, outdatedUndo);
  return { ...(await readLedger(access, found)), openTask: true };
}

async function endUndo(access: TemporalAccess, run: string, runId: string): Promise<void> {
  const handle = access.client.workflow.getHandle(undoRunWorkflowId(run), runId);
  try {
    await requestTemporal(access, { run }, () =>
      handle.terminate('more is known of its run by now: the next undo goes on from here'),
    );
  } catch (error) {
    // It has come to its end meanwhile.
    if (!(error instanceof HoldfastError) || error.kind === 'unreachable') throw error;
  }
}
