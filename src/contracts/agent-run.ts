import type { RunState } from '../core/run-state.ts';
import type { AgentTask } from './agent-task.ts';

/** The one argument of `agentRun`. `carried` is set by continue-as-new only. */
export interface AgentRunInput {
  readonly schema: 'holdfast.agent-run/v1';
  readonly task: AgentTask;
  readonly carried?: RunState;
}
