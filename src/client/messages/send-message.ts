import { randomUUID } from 'node:crypto';
import {
  kindOfRefusal,
  type MessageReceipt,
  type PayloadOf,
  type ReceiptOf,
  type RefusalKind,
} from '../../core/messages/message.ts';
import { type RunMessageName, type RunMessages, runMessages } from '../../core/messages/run-messages.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { fromTemporalError, grpcCodes, grpcStatus, runClosed } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { findRun } from '../runs/find-run.ts';
import { sentOn } from './sent-on.ts';

/** What an update answers that was taken. */
export type AcceptedReceipt<Receipt extends { readonly accepted: boolean }> = Extract<
  Receipt,
  { readonly accepted: true }
>;

/** That a run took a message. */
export interface MessageTaken {
  readonly run: string;
  /** It had been delivered before; nothing happened twice. */
  readonly duplicate: boolean;
}

export interface SendOptions {
  /** Makes a repeated delivery one message. */
  readonly updateId?: string;
  /** Follow the payload as further arguments. */
  readonly files?: readonly Uint8Array[];
  /** How long to wait for a worker to take it; 30 seconds at most. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A worker that was killed is replaced within half of this. */
const takenWithinMs = 30_000;

/**
 * Send a run a message and wait until it has taken it.
 *
 * @throws HoldfastError not-found when there is no such run; conflict when it is closed; usage, not-found, conflict or
 * not-permitted when it refuses the message; unreachable `no_worker` when no worker took it in time.
 */
export async function sendMessage<Name extends RunMessageName>(
  access: TemporalAccess,
  run: string,
  name: Name,
  payload: PayloadOf<RunMessages[Name]>,
  options: SendOptions = {},
): Promise<MessageTaken> {
  const { id, isOpen } = await findRun(access, run);
  if (!isOpen) throw runClosed({ run: id });
  const receipt = await askRun(access, id, name, payload, options);
  return { run: id, duplicate: 'duplicate' in receipt && receipt.duplicate === true };
}

/**
 * Send an open run a message and wait for what comes of it, however long the run takes.
 *
 * @throws HoldfastError as `sendMessage`.
 */
export async function askRun<Name extends RunMessageName>(
  access: TemporalAccess,
  id: string,
  name: Name,
  payload: PayloadOf<RunMessages[Name]>,
  { updateId = randomUUID(), files = [], timeoutMs = takenWithinMs, signal }: SendOptions = {},
): Promise<AcceptedReceipt<ReceiptOf<RunMessages[Name]>>> {
  type Update = [PayloadOf<RunMessages[Name]>, ...Uint8Array[]];
  const handle = access.client.workflow.getHandle(id);
  const start = () =>
    sentOn(
      () =>
        handle.startUpdate<ReceiptOf<RunMessages[Name]>, Update>(name, {
          args: [payload, ...files],
          updateId,
          waitForStage: 'ACCEPTED',
        }),
      async () => (await handle.describe()).status.name === 'RUNNING',
    );
  return awaitReceipt(access, { run: id, refusals: runMessages[name].refusals }, start, {
    timeoutMs,
    signal,
  });
}

/** Wait until a worker has taken an update, within a deadline; then for its answer, as long as that takes. */
export async function awaitReceipt<Receipt extends MessageReceipt>(
  access: TemporalAccess,
  { run, refusals }: { readonly run: string; readonly refusals: Readonly<Record<string, RefusalKind>> },
  start: () => Promise<{ result(): Promise<Receipt> }>,
  { timeoutMs = takenWithinMs, signal }: Pick<SendOptions, 'timeoutMs' | 'signal'> = {},
): Promise<AcceptedReceipt<Receipt>> {
  const { connection } = access.client;
  const abortable = <T>(make: () => Promise<T>) =>
    signal ? connection.withAbortSignal(signal, make) : make();
  const update = await deliver(access, run, { timeoutMs: Math.min(timeoutMs, takenWithinMs), signal }, () =>
    abortable(start),
  );
  let receipt: Receipt;
  try {
    receipt = await abortable(() => update.result());
  } catch (error) {
    throw fromTemporalError(error, { ...access, run });
  }
  if (receipt.accepted) return receipt as AcceptedReceipt<Receipt>;
  const { code, message } = receipt.refusal;
  if (code === 'run-closed') throw runClosed({ run });
  throw new HoldfastError({
    kind: kindOfRefusal(refusals, code),
    code: code.replaceAll('-', '_'),
    message: `The run ${run} did not take the message.`,
    why: message,
    unchanged: 'The run is as it was.',
    next: [{ action: 'show', run }],
    details: { run },
  });
}

/**
 * Leave a run a message that it cannot refuse; it is kept until a worker is there.
 *
 * @throws HoldfastError not-found when there is no such run, conflict when it is closed.
 */
export async function leaveMessage<Name extends RunMessageName>(
  access: TemporalAccess,
  run: string,
  name: Name,
  payload: PayloadOf<RunMessages[Name]>,
): Promise<MessageTaken> {
  const { id, isOpen } = await findRun(access, run);
  if (!isOpen) throw runClosed({ run: id });
  await requestTemporal(access, { run: id }, () =>
    access.client.workflow.getHandle(id).signal(name, payload),
  );
  return { run: id, duplicate: false };
}

/** The server gave up on the worker that had the run: it hangs, or fails at it. */
function isNotTaken(error: HoldfastError): boolean {
  const status = grpcStatus(error.cause);
  if (error.code !== 'unexpected' || status === undefined) return false;
  const { failedPrecondition, aborted, internal } = grpcCodes;
  return (
    status.code === failedPrecondition ||
    status.code === aborted ||
    (status.code === internal && /workflow task|update/i.test(status.details))
  );
}

async function deliver<T>(
  access: TemporalAccess,
  run: string,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
  send: () => Promise<T>,
): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs;
  try {
    return await requestTemporal(access, { run }, send, timeoutMs);
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    // A server that sees the deadline first says that the request was cancelled.
    const outOfTime =
      error.code === 'interrupted' && signal?.aborted !== true && Date.now() >= deadlineMs - 100;
    if (error.code !== 'temporal_timeout' && !outOfTime && !isNotTaken(error)) throw error;
    throw new HoldfastError({
      kind: 'unreachable',
      code: 'no_worker',
      message: isNotTaken(error)
        ? `No worker took the message for the run ${run}.`
        : `No worker took the message for the run ${run} within ${timeoutMs / 1_000} s.`,
      why: 'A run takes messages through its worker. The server may still hand this one over if a worker comes soon.',
      next: [{ action: 'start-worker' }, { action: 'show', run }],
      advice: 'Start a worker, and look at the run before you send it again.',
      details: { run },
      cause: error,
    });
  }
}
