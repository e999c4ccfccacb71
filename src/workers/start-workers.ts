import { checkProviderVariables } from '../models/provider-variables.ts';
import type { RunningWorkers, StartWorkersOptions } from './start-workers-options.ts';

/**
 * Start polling: agent runs and their model and tool calls, in this process.
 *
 * Resolves when the workers poll. Neither installs signal handlers nor ends the process, and has no supervisor: what is
 * in hand when this process dies waits for its timeouts. The command line's worker has one.
 *
 * @throws ProviderVariableError when a provider's key or base URL cannot be used or would be told; WorkerStartError when the server does not answer, or the namespace or its search attributes are missing.
 */
export async function startWorkers(options: StartWorkersOptions): Promise<RunningWorkers> {
  checkProviderVariables(options.env ?? process.env);
  // Temporal's worker takes half a second to load: only what starts one pays for it.
  const { prepareWorkers } = await import('./run-workers.ts');
  return (await prepareWorkers(options)).start();
}
