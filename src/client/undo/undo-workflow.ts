import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, type Workflow } from '@temporalio/client';
import { undoRunWorkflowId, workflowNames } from '../../contracts/names.ts';
import type { UndoRunInput } from '../../contracts/undo-run.ts';
import type { PayloadOf, ReceiptOf } from '../../core/messages/message.ts';
import {
  type UndoRunMessageName,
  type UndoRunMessages,
  undoRunMessages,
} from '../../core/messages/undo-run-messages.ts';
import { given } from '../../core/values/given.ts';
import { cutToOneLine } from '../../core/values/one-line.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { workflowTaskTimeoutMs } from '../connection/workflow-task-timeout.ts';
import { grpcStatus } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { type AcceptedReceipt, awaitReceipt, type SendOptions } from '../messages/send-message.ts';
import type { FoundRun } from '../runs/find-run.ts';
import { parseRunId } from '../runs/run-id.ts';
import type { RunLedger } from './run-ledger.ts';

/** How often a request is sent anew that met an undo which closed under it. */
const maxTries = 5;

/**
 * Ask the undo workflow of a run, which starts with this request unless it is open already, and wait for its answer.
 *
 * @throws HoldfastError unreachable `no_worker`; what `askRun` makes of a refusal.
 */
export async function askUndoWorkflow<Name extends UndoRunMessageName>(
  access: TemporalAccess,
  run: Pick<FoundRun, 'id' | 'taskQueue'>,
  { entries, tools, openTask }: Pick<RunLedger, 'entries' | 'tools' | 'openTask'>,
  name: Name,
  payload: PayloadOf<UndoRunMessages[Name]>,
  options: Pick<SendOptions, 'timeoutMs' | 'signal'> = {},
): Promise<AcceptedReceipt<ReceiptOf<UndoRunMessages[Name]>>> {
  const input: UndoRunInput = {
    schema: 'holdfast.undo-run/v1',
    run: run.id,
    ledger: entries,
    tools,
    ...given({ openTask }),
  };
  type Update = [PayloadOf<UndoRunMessages[Name]>];
  const start = () =>
    access.client.workflow.startUpdateWithStart<Workflow, ReceiptOf<UndoRunMessages[Name]>, Update>(name, {
      args: [payload],
      updateId: randomUUID(),
      waitForStage: 'ACCEPTED',
      startWorkflowOperation: new WithStartWorkflowOperation(workflowNames.undoRun, {
        workflowId: undoRunWorkflowId(run.id),
        taskQueue: run.taskQueue,
        args: [input],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowTaskTimeout: workflowTaskTimeoutMs,
        staticSummary: cutToOneLine(`undo of ${run.id}`, 120),
        typedSearchAttributes: [
          { key: { name: 'HoldfastAgent', type: 'KEYWORD' }, value: parseRunId(run.id)?.agent ?? '' },
          { key: { name: 'HoldfastState', type: 'KEYWORD' }, value: 'undoing' },
          { key: { name: 'HoldfastRoot', type: 'KEYWORD' }, value: run.id },
        ],
      }),
    });
  for (let tries = 1; ; tries++) {
    try {
      return await awaitReceipt(
        access,
        { run: run.id, refusals: undoRunMessages[name].refusals },
        start,
        options,
      );
    } catch (error) {
      if (tries >= maxTries || !closedUnderway(error)) throw error;
    }
  }
}

const grpcAborted = 10;

/** The execution that was found closed before it took the request; it did nothing for it. */
function closedUnderway(error: unknown): boolean {
  if (!(error instanceof HoldfastError)) return false;
  if (error.kind === 'unreachable') return false;
  return (
    error.code === 'run_closed' ||
    error.code === 'run_not_found' ||
    grpcStatus(error.cause)?.code === grpcAborted
  );
}
