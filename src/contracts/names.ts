/** Names on the wire. Renaming one breaks running workflows and every sender. */

export const workflowNames = { agentRun: 'agentRun', undoRun: 'undoRun' } as const;

export const defaultTaskQueue = 'holdfast';

/** Signals and updates of `agentRun`; where both forms exist they share the name and the payload. */
export const messageNames = {
  say: 'say',
  endConversation: 'endConversation',
  pause: 'pause',
  resume: 'resume',
  cancelRun: 'cancelRun',
  resolveApproval: 'resolveApproval',
  undoEffects: 'undoEffects',
  settleEffect: 'settleEffect',
} as const;

/** Queries of `agentRun`. What `undoRun` has done is read from its history. */
export const queryNames = { status: 'status', window: 'window', watch: 'watch' } as const;

/** Memo fields of a run. */
export const memoNames = {
  task: 'holdfastTask',
  progress: 'holdfastProgress',
  approvals: 'holdfastApprovals',
} as const;

export function agentRunWorkflowId(agent: string, taskId: string): string {
  return `agent/${agent}/${taskId}`;
}

/** One undo at a time for a run: its workflow id follows from the run's. */
export function undoRunWorkflowId(runWorkflowId: string): string {
  return `undo/${runWorkflowId}`;
}
