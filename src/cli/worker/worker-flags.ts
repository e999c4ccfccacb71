/** Flags of `holdfast worker`. */
export interface WorkerFlags {
  readonly queues?: string[];
  readonly world?: string;
  readonly logFile?: string;
  readonly concurrency?: number;
  readonly slots?: number;
  /** Milliseconds. */
  readonly drain: number;
  readonly healthPort?: number;
  readonly healthHost: string;
  /** False with `--no-supervisor`. */
  readonly supervisor: boolean;
  /** False with `--no-standby`. */
  readonly standby: boolean;
}
