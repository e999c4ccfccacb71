import { z } from 'zod';

/** `holdfast.worker/v1`: a worker process that polls; printed when it does. */
export interface WorkerRecord {
  readonly schema: 'holdfast.worker/v1';
  /** The process that polls. */
  readonly pid: number;
  /** The process that looks after it; absent where none does. */
  readonly supervisorPid?: number;
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

/** `holdfast.worker/v1`: a worker process that polls. */
export const workerRecordSchema: z.ZodType<WorkerRecord> = z.strictObject({
  schema: z.literal('holdfast.worker/v1'),
  pid: z.int().min(1),
  supervisorPid: z.int().min(1).exactOptional(),
  address: z.string().min(1),
  namespace: z.string().min(1),
  taskQueue: z.string().min(1),
  taskQueues: z.array(z.string()).readonly(),
  agents: z.array(z.string()).readonly(),
  world: z.string().exactOptional(),
  providerUrl: z.string().exactOptional(),
  healthUrl: z.string().exactOptional(),
});
