import { exitCodes } from '../errors/exit-codes.ts';

/** What ends a command from outside. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface CaughtSignals {
  /** Aborted by the first of them, with its name as the reason. */
  readonly signal: AbortSignal;
  /** Let them end the process again. */
  release(): void;
}

/** Catch the signals that would end this process. */
export function catchSignals(): CaughtSignals {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => controller.abort(signal);
  for (const signal of endingSignals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of endingSignals) process.off(signal, onSignal);
    },
  };
}

/** End this process at the next signal, whatever is under way; `before` says a last word. */
export function endAtNextSignal(before: () => void = () => {}): void {
  for (const signal of endingSignals) {
    process.once(signal, () => {
      before();
      process.exit(exitCodes.interrupted);
    });
  }
}
