import { condition, defineQuery, setHandler, workflowInfo } from '@temporalio/workflow';
import type { AgentRunInput } from '../../../../src/contracts/agent-task.ts';
import { queryNames } from '../../../../src/contracts/names.ts';
import { witnessEffect } from '../../../../src/core/effects/witness-effect.ts';
import { readRunStart } from '../../../../src/core/run/run-start.ts';
import { stateAtStart } from '../../../../src/core/run/state-at-start.ts';
import type { RunView } from '../../../../src/core/view/run-view.ts';
import { viewOfRun } from '../../../../src/core/view/view-of-run.ts';
import { endOfRun } from '../../../../src/workflows/end-of-run.ts';

/**
 * A run of a build that makes effects in a way of which this build reads nothing in a history. Its input says how it
 * ends, and whether it has made one.
 */
export async function agentRun(input: AgentRunInput): Promise<RunView> {
  const { workflowId, firstExecutionRunId, startTime } = workflowInfo();
  const identity = { workflowId, firstRunId: firstExecutionRunId, startedAtMs: startTime.getTime() };
  const begun = stateAtStart(readRunStart(input, workflowId), identity);
  const [end, made] = (input.task.input ?? '').split(', ');
  const state = made ? witnessEffect(begun, { id: 'c1.1', tool: 'refund', arguments: {} }) : begun;
  setHandler(defineQuery<RunView>(queryNames.status), () => viewOfRun(state));
  if (end === 'open') await condition(() => false);
  return endOfRun({ ...state, outcome: { kind: end === 'failed' ? 'failed' : 'answered' } }, false);
}
