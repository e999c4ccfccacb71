/** Names on the wire. Renaming one breaks running workflows and every sender. */

export const workflowNames = { agentRun: 'agentRun' } as const;

export const defaultTaskQueue = 'holdfast';

/** Signals and updates of `agentRun`; where both forms exist they share the name and the payload. */
export const messageNames = {
  say: 'say',
  endConversation: 'endConversation',
  pause: 'pause',
  resume: 'resume',
  cancelRun: 'cancelRun',
} as const;

export const queryNames = { status: 'status', window: 'window' } as const;

/** Memo fields of a run. */
export const memoNames = { task: 'holdfastTask', progress: 'holdfastProgress' } as const;

export function agentRunWorkflowId(agent: string, taskId: string): string {
  return `agent/${agent}/${taskId}`;
}
