import type { RunningWorkers, StartWorkersOptions } from './start-workers-options.ts';

export type { RunningWorkers, StartWorkersOptions };

/**
 * Start polling: agent runs and their model and tool calls, in this process.
 *
 * Resolves when the workers poll. Neither installs signal handlers nor ends the process, and has no supervisor: what is
 * in hand when this process dies waits for its timeouts. `holdfast worker` has one.
 *
 * @throws WorkerStartError when the server does not answer, or the namespace or its search attributes are missing.
 */
export async function startWorkers(options: StartWorkersOptions): Promise<RunningWorkers> {
  // Temporal's worker takes half a second to load: only what starts one pays for it.
  const { prepareWorkers } = await import('./run-workers.ts');
  return (await prepareWorkers(options)).start();
}
