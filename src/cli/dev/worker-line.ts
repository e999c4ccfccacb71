/** `holdfast.worker/v1`: what `holdfast worker --json` prints once it polls. */
export interface WorkerLine {
  readonly schema: 'holdfast.worker/v1';
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly taskQueues: readonly string[];
  readonly agents: readonly string[];
  readonly world?: string;
  readonly providerUrl?: string;
  /** Of `/healthz` and `/readyz`. */
  readonly healthUrl?: string;
}
