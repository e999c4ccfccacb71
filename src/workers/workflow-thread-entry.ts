/**
 * What a `WorkflowThread` runs: Temporal's own program for such a thread, without notes of where each promise was made.
 *
 * The notes serve the query `__stack_trace` alone. Taking them costs a replay half of its time.
 */
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js';

Object.assign(globalHandlers, { setPromiseHook: () => {} });
await import('@temporalio/worker/lib/workflow/workflow-worker-thread.js');
