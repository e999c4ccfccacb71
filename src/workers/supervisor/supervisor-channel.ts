import { type SupervisorMessage, supervisorPidVariable, type WorkerMessage } from './worker-message.ts';

/** A worker process's end of the channel to its supervisor. */
export interface SupervisorChannel {
  readonly supervisorPid: number;
  /** Resolves when the message has left this process: what happens to it from then on is known to the supervisor. */
  tell(message: WorkerMessage): Promise<void>;
  /** The word to poll. */
  readonly poll: Promise<void>;
  /** Aborts when the supervisor says so, and when it is gone. */
  readonly drain: AbortSignal;
  close(): void;
}

/** Find the supervisor that started this process; undefined where none did. */
export function openSupervisorChannel(
  env: Readonly<Record<string, string | undefined>>,
  worker: NodeJS.Process = process,
): SupervisorChannel | undefined {
  const supervisorPid = Number(env[supervisorPidVariable]);
  // The variable reaches whatever a worker starts in turn; the channel and the parent do not.
  if (worker.send === undefined || worker.ppid !== supervisorPid) return undefined;
  const draining = new AbortController();
  const { promise: poll, resolve: startPolling } = Promise.withResolvers<void>();
  worker.on('message', ({ kind }: SupervisorMessage) => {
    if (kind === 'poll') startPolling();
    else draining.abort();
  });
  worker.once('disconnect', () => draining.abort());
  const tell = (message: WorkerMessage): Promise<void> =>
    new Promise((resolve) => {
      // Without a supervisor nobody has to know: the work in hand is ended all the same.
      worker.send?.(message, undefined, {}, () => resolve());
    });
  const pulse = setInterval(() => void tell({ kind: 'alive' }), pulseMs);
  pulse.unref();
  return {
    supervisorPid,
    tell,
    poll,
    drain: draining.signal,
    close() {
      clearInterval(pulse);
      if (worker.connected) worker.disconnect();
    },
  };
}

const pulseMs = 1_000;
