import { agentRunWorkflowId, workflowNames } from '../../contracts/names.ts';
import { queryLiteral } from '../../histories/query-literal.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { runNotFound } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';

export interface RunName {
  readonly agent: string;
  readonly taskId: string;
}

/** Split a workflow id into the agent and the task it names; undefined for the id of something else. */
export function parseRunId(id: string): RunName | undefined {
  const [, agent, taskId] = /^agent\/([^/]+)\/(.+)$/.exec(id) ?? [];
  return agent === undefined || taskId === undefined ? undefined : { agent, taskId };
}

/** Agents that a list is asked for at most when a task is looked for by its id alone. */
const maxAgents = 200;
/** A run is in the list a moment after its start; a first look may come too early. */
const secondLookAfterMs = 600;

/**
 * Find the workflow id that RUN stands for: the id itself, or a task's id where only one agent has it.
 *
 * A workflow id is taken as it is; whether it exists shows when it is used.
 *
 * @throws HoldfastError not-found when no agent has such a task, usage `run_ambiguous` with the ids when several have.
 */
export async function resolveRunId(access: TemporalAccess, run: string): Promise<string> {
  if (parseRunId(run)) return run;
  if (run.trim() === '' || run.includes('/')) throw runNotFound(run);
  let found = await lookUp(access, run);
  if (found.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, secondLookAfterMs));
    found = await lookUp(access, run);
  }
  const [id, ...others] = found;
  if (id === undefined) throw runNotFound(run);
  if (others.length > 0) {
    throw new HoldfastError({
      kind: 'usage',
      code: 'run_ambiguous',
      message: `${found.length} runs have the task id ${run}.`,
      why: `They are ${found.join(', ')}.`,
      next: found.map((one) => ({ action: 'show' as const, run: one })),
      advice: 'Name one in full.',
      details: { runs: found },
    });
  }
  return id;
}

/** Lists cannot be searched by the end of an id, so that the agents are found first, then each is asked for the task. */
async function lookUp(access: TemporalAccess, taskId: string): Promise<string[]> {
  const ids = (await agentsWithRuns(access)).map((agent) => agentRunWorkflowId(agent, taskId));
  const there = await Promise.all(ids.map((id) => exists(access, id)));
  return ids.filter((_, position) => there[position]);
}

async function agentsWithRuns(access: TemporalAccess): Promise<string[]> {
  const { client, namespace } = access;
  const agents: string[] = [];
  while (agents.length < maxAgents) {
    const others =
      agents.length === 0 ? '' : ` AND HoldfastAgent NOT IN (${agents.map(queryLiteral).join(', ')})`;
    const { executions } = await requestTemporal(access, {}, () =>
      client.connection.workflowService.listWorkflowExecutions({
        namespace,
        query: `WorkflowType = '${workflowNames.agentRun}'${others}`,
        pageSize: 1,
      }),
    );
    const agent = parseRunId(executions?.[0]?.execution?.workflowId ?? '')?.agent;
    if (agent === undefined || agents.includes(agent)) break;
    agents.push(agent);
  }
  return agents;
}

async function exists(access: TemporalAccess, id: string): Promise<boolean> {
  try {
    await requestTemporal(access, { run: id }, () => access.client.workflow.getHandle(id).describe());
    return true;
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'run_not_found') return false;
    throw error;
  }
}
