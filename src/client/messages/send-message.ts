import { randomUUID } from 'node:crypto';
import type {
  ApprovalReceipt,
  CancelRunMessage,
  EndConversationMessage,
  MessageReceipt,
  PauseMessage,
  RefusalCode,
  ResolveApprovalMessage,
  ResumeMessage,
  SayMessage,
  SettleEffectMessage,
  UndoEffectsMessage,
  UndoReceipt,
} from '../../contracts/messages.ts';
import { messageNames } from '../../contracts/names.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { fromTemporalError, runClosed } from '../errors/from-temporal-error.ts';
import { type ErrorKind, HoldfastError } from '../errors/holdfast-error.ts';
import { findRun } from '../runs/find-run.ts';

/** Payload of each message. */
interface Payloads {
  readonly say: SayMessage;
  readonly endConversation: EndConversationMessage;
  readonly pause: PauseMessage;
  readonly resume: ResumeMessage;
  readonly cancelRun: CancelRunMessage;
  readonly resolveApproval: ResolveApprovalMessage;
  readonly undoEffects: UndoEffectsMessage;
  readonly settleEffect: SettleEffectMessage;
}

export type Receipt = MessageReceipt | ApprovalReceipt | UndoReceipt;
export type Accepted = Extract<Receipt, { accepted: true }>;

/** That a run took a message. */
export interface Taken {
  readonly run: string;
  /** It had been delivered before; nothing happened twice. */
  readonly duplicate: boolean;
}

export interface SendOptions {
  /** Makes a repeated delivery one message. */
  readonly updateId?: string;
  /** How long to wait for a worker to take it; 30 seconds at most. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A worker that was killed is replaced within half of this. */
const takenWithinMs = 30_000;

const refusalKinds: Readonly<Record<RefusalCode, ErrorKind>> = {
  'run-closed': 'conflict',
  'not-conversational': 'usage',
  'too-large': 'usage',
  'already-paused': 'conflict',
  'not-paused': 'conflict',
  'inbox-full': 'conflict',
  'unknown-effect': 'not-found',
  'nothing-to-settle': 'conflict',
  'undo-running': 'conflict',
  'unknown-approval': 'not-found',
  'already-decided': 'conflict',
  expired: 'conflict',
  void: 'conflict',
  'digest-changed': 'conflict',
  'not-permitted': 'not-permitted',
  'invalid-arguments': 'usage',
};

/**
 * Send a run a message and wait until it has taken it.
 *
 * @throws HoldfastError not-found when there is no such run; conflict when it is closed; usage, not-found, conflict or
 * not-permitted when it refuses the message; unreachable `no_worker` when no worker took it in time.
 */
export async function sendMessage<Name extends keyof Payloads>(
  access: TemporalAccess,
  run: string,
  name: Name,
  payload: Payloads[Name],
  options: SendOptions = {},
): Promise<Taken> {
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
export async function askRun<Name extends keyof Payloads>(
  access: TemporalAccess,
  id: string,
  name: Name,
  payload: Payloads[Name],
  { updateId = randomUUID(), timeoutMs = takenWithinMs, signal }: SendOptions = {},
): Promise<Accepted> {
  const start = () =>
    access.client.workflow.getHandle(id).startUpdate<Receipt, [Payloads[Name]]>(messageNames[name], {
      args: [payload],
      updateId,
      waitForStage: 'ACCEPTED',
    });
  return awaitReceipt(access, id, start, { timeoutMs, signal });
}

/** Wait until a worker has taken an update, within a deadline; then for its answer, as long as that takes. */
export async function awaitReceipt(
  access: TemporalAccess,
  run: string,
  start: () => Promise<{ result(): Promise<Receipt> }>,
  { timeoutMs = takenWithinMs, signal }: Pick<SendOptions, 'timeoutMs' | 'signal'> = {},
): Promise<Accepted> {
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
  if (receipt.accepted) return receipt;
  const { code, message } = receipt.refusal;
  if (code === 'run-closed') throw runClosed({ run });
  throw new HoldfastError({
    kind: refusalKinds[code] ?? 'usage',
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
export async function leaveMessage<Name extends keyof Payloads>(
  access: TemporalAccess,
  run: string,
  name: Name,
  payload: Payloads[Name],
): Promise<Taken> {
  const { id, isOpen } = await findRun(access, run);
  if (!isOpen) throw runClosed({ run: id });
  await requestTemporal(access, { run: id }, () =>
    access.client.workflow.getHandle(id).signal(messageNames[name], payload),
  );
  return { run: id, duplicate: false };
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
    if (error.code !== 'temporal_timeout' && !outOfTime) throw error;
    throw new HoldfastError({
      kind: 'unreachable',
      code: 'no_worker',
      message: `No worker took the message for the run ${run} within ${timeoutMs / 1_000} s.`,
      why: 'A run takes messages through its worker. The server may still hand this one over if a worker comes soon.',
      next: [{ action: 'start-worker' }, { action: 'show', run }],
      advice: 'Start a worker, and look at the run before you send it again.',
      details: { run },
      cause: error,
    });
  }
}
