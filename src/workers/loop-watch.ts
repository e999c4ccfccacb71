import { url as inspectorUrl } from 'node:inspector';
import { extname } from 'node:path';
import { Worker as Thread } from 'node:worker_threads';

/** What the watching thread is given. */
export interface LoopWatchData {
  /** Two numbers: how often the loop has turned, and whether a debugger may hold it. */
  readonly turns: SharedArrayBuffer;
  readonly level: string;
  /** Of the log; standard error unless told. */
  readonly file?: string;
}

const turnMs = 250;
/** The same kind of file as this one: source run by type stripping, or built JavaScript. */
const threadFile = new URL(`./loop-watch-entry${extname(import.meta.url)}`, import.meta.url);

/**
 * Watch this process's event loop from a thread, which logs when it stands still for more than two seconds: in which
 * call, and for how long. Nothing else of the process goes on meanwhile.
 *
 * Keeps the process alive as little as its log does.
 */
export function watchEventLoop(log: Omit<LoopWatchData, 'turns'>): void {
  const turns = new Int32Array(new SharedArrayBuffer(8));
  setInterval(() => {
    Atomics.add(turns, 0, 1);
    Atomics.store(turns, 1, inspectorUrl() === undefined ? 0 : 1);
  }, turnMs).unref();
  const data: LoopWatchData = { ...log, turns: turns.buffer };
  const thread = new Thread(threadFile, { workerData: data });
  // It is to watch, not to take what it watches along.
  thread.on('error', () => {});
  thread.unref();
}
