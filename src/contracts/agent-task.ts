import type { AgentTask } from '../core/run/agent-task.ts';
import type { PackedState } from '../core/run/packed-state.ts';

/** The one argument of `agentRun`. `carried` is set by continue-as-new only. */
export interface AgentRunInput {
  readonly schema: 'holdfast.agent-run/v1';
  readonly task: AgentTask;
  readonly carried?: PackedState;
}
