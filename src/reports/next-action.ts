import { z } from 'zod';
import type { NextAction } from '../core/view/next-action.ts';

const run = z.string().min(1);

/** One thing that can be done next, as runs and errors tell it. */
export const nextActionSchema: z.ZodType<NextAction> = z.union([
  z.strictObject({ action: z.enum(['show', 'trace', 'watch', 'say', 'end', 'resume', 'cancel']), run }),
  z.strictObject({ action: z.enum(['approve', 'reject']), run, approval: z.string(), digest: z.string() }),
  z.strictObject({
    action: z.literal('settle'),
    run,
    effect: z.string(),
    outcome: z.enum(['applied', 'absent']),
    from: z.literal('result').exactOptional(),
  }),
  z.strictObject({ action: z.literal('probe'), run, effect: z.string() }),
  z.strictObject({
    action: z.literal('undo'),
    run,
    effect: z.string().exactOptional(),
    apply: z.literal(true).exactOptional(),
  }),
  z.strictObject({ action: z.literal('list'), query: z.string().exactOptional() }),
  z.strictObject({ action: z.enum(['inbox', 'start-dev', 'start-worker', 'list-profiles']) }),
  z.strictObject({ action: z.literal('start'), agent: z.string().exactOptional() }),
  z.strictObject({ action: z.literal('doctor'), address: z.string().exactOptional() }),
  z.strictObject({
    action: z.literal('setup'),
    address: z.string().exactOptional(),
    namespace: z.string().exactOptional(),
  }),
  z.strictObject({
    action: z.literal('set-connection'),
    settings: z.array(
      z.enum(['address', 'apiKey', 'profile', 'tlsCaPath', 'tlsServerName', 'tlsCertPath', 'tlsKeyPath']),
    ),
  }),
  z.strictObject({
    action: z.literal('remove-search-attributes'),
    namespace: z.string(),
    names: z.array(z.string()),
  }),
]);
