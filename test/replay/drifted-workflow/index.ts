import { sleep } from '@temporalio/workflow';
import type { AgentRunInput } from '../../../src/contracts/agent-task.ts';
import type { UndoRunInput, UndoRunView } from '../../../src/contracts/undo-run.ts';
import type { RunView } from '../../../src/core/view/run-view.ts';
import { agentRun as honestRun } from '../../../src/workflows/agent-run.ts';
import { undoRun as honestUndo } from '../../../src/workflows/undo-run.ts';

/** The drivers with one command too many at their start: what an unguarded change does to runs in flight. */
export async function agentRun(input: AgentRunInput): Promise<RunView> {
  await sleep(1);
  return honestRun(input);
}

export async function undoRun(input: UndoRunInput): Promise<UndoRunView> {
  await sleep(1);
  return honestUndo(input);
}
