import { z } from 'zod';
import { timeSchema } from './figures.ts';

/** `holdfast.dev/v1`: where a running `dev` is to be found; the content of `.holdfast/dev.json`. */
export interface DevRecord {
  readonly schema: 'holdfast.dev/v1';
  readonly pid: number;
  /** `host:port` of the Temporal server. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
  readonly taskQueue: string;
  /** Whole path of the configuration whose agents its workers run; absent for the bundled samples. */
  readonly config?: string;
  /** Of the scripted provider; absent where a real one is configured. */
  readonly providerUrl?: string;
  /** The sample's database: `sqlite:PATH` or `postgres://…`. */
  readonly world: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** `holdfast.dev/v1`: where a running `dev` is. Members that a newer version adds are let pass. */
export const devRecordSchema: z.ZodType<DevRecord> = z.looseObject({
  schema: z.literal('holdfast.dev/v1'),
  pid: z.int().min(1),
  address: z.string().min(1),
  namespace: z.string().min(1),
  uiUrl: z.string(),
  taskQueue: z.string().min(1),
  config: z.string().exactOptional(),
  providerUrl: z.string().exactOptional(),
  world: z.string(),
  startedAt: timeSchema,
});
