import { sleep } from '@temporalio/workflow';
import type { AgentRunInput } from '../../../src/contracts/agent-task.ts';
import type { RunView } from '../../../src/core/run-view.ts';
import { agentRun as honestRun } from '../../../src/workflows/agent-run.ts';

/** The driver with one command too many at its start: what an unguarded change does to runs in flight. */
export async function agentRun(input: AgentRunInput): Promise<RunView> {
  await sleep(1);
  return honestRun(input);
}
