import { z } from 'zod';

/** A whole number from 0: tokens, calls, milliseconds, nano-USD. */
export const countSchema = z.int().min(0);

/** A time as ISO 8601 in UTC, as `Date.toISOString` writes it. */
export const timeSchema = z.iso.datetime();
