import type { ConnectionTarget } from '../../client/connection/connection-target.ts';
import { HoldfastClient } from '../../client/holdfast-client.ts';
import type { HoldfastConfig } from '../../config/define-config.ts';
import { staleApprovals } from '../../core/approvals/stale-approvals.ts';
import type { StaleApprovals } from '../../workers/supervisor/worker-message.ts';

/** A server that is slow is not waited for. */
const lookMs = 10_000;
const namedApprovals = 10;

/**
 * Look for open approvals of the queues that a worker serves which its build makes void. Never throws: it is told at the
 * start, and whoever decides later is told all the same.
 */
export async function findStaleApprovals(
  connection: ConnectionTarget,
  config: Pick<HoldfastConfig, 'agents' | 'dataConverter'>,
  taskQueues: readonly string[],
): Promise<StaleApprovals | undefined> {
  try {
    await using client = await HoldfastClient.connect(connection, { dataConverter: config.dataConverter });
    const open = await client.inbox({ taskQueues, timeoutMs: lookMs });
    const tools = [...config.agents.values()].flatMap((agent) => [...agent.tools.values()]);
    const stale = staleApprovals(open, new Map(tools.map(({ name, digest }) => [name, digest])));
    if (stale.length === 0) return undefined;
    return { named: stale.slice(0, namedApprovals), more: Math.max(0, stale.length - namedApprovals) };
  } catch {
    return undefined;
  }
}
