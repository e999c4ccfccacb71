import type { Client } from '@temporalio/client';
import { fromTemporalError } from '../errors/from-temporal-error.ts';

/** An open connection and how verbs use it. */
export interface TemporalAccess {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  close(): Promise<void>;
}

/** Time for one short request, the SDK's own retries included. */
const requestTimeoutMs = 15_000;

/**
 * Make a request, within a deadline, and turn Temporal's errors into ours.
 *
 * `subject` names what the request is about, for the messages.
 *
 * @throws HoldfastError, see `fromTemporalError`.
 */
export async function requestTemporal<T>(
  access: TemporalAccess,
  subject: { readonly run?: string },
  make: () => Promise<T>,
  timeoutMs: number = requestTimeoutMs,
): Promise<T> {
  try {
    return await access.client.connection.withDeadline(Date.now() + timeoutMs, make);
  } catch (error) {
    throw fromTemporalError(error, { ...access, ...subject });
  }
}
