export type { HoldfastConfig } from '../config/define-config.ts';
export { startWorkers } from './start-workers.ts';
export type { RunningWorkers, StartWorkersOptions } from './start-workers-options.ts';
export { WorkerStartError } from './worker-start-error.ts';
