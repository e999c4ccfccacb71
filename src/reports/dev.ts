import { z } from 'zod';
import type { DevRecord } from '../contracts/dev-record.ts';
import { timeSchema } from './figures.ts';

/** `holdfast.dev/v1`: where a running `holdfast dev` is. Members that a newer version adds are let pass. */
export const devRecordSchema: z.ZodType<DevRecord> = z.looseObject({
  schema: z.literal('holdfast.dev/v1'),
  pid: z.int().min(1),
  address: z.string().min(1),
  namespace: z.string().min(1),
  uiUrl: z.string(),
  taskQueue: z.string().min(1),
  providerUrl: z.string().exactOptional(),
  world: z.string(),
  startedAt: timeSchema,
});
