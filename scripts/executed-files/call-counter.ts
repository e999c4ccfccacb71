import type { Profiler } from 'node:inspector';
import { connectInspector, InspectorSession } from './inspector-session.ts';

type Scripts = readonly Profiler.ScriptCoverage[];

/** What was called in a span, by the engine that ran it. */
export interface Calls {
  readonly mainThread: Scripts;
  readonly otherThreads: Scripts;
}

/** Counts the calls in a process and in its threads, as V8 does for coverage. */
export interface CallCounter {
  /** What was called since the last time, or since the process began. */
  take(): Promise<Calls>;
  /** What was called since the last time, once the process has come to its end; it then goes. */
  readonly atEnd: Promise<Calls>;
  /** Count no more, and do not keep the process from ending. */
  stop(): void;
}

/**
 * Count the calls of a process that waits for its inspector (`--inspect-wait`), from its first line on.
 *
 * @param url Where the inspector listens.
 */
export async function countCalls(url: string): Promise<CallCounter> {
  const { session, closed, close } = await connectInspector(url);
  const threads = new Map<string, InspectorSession>();
  const take = async (): Promise<Calls> => {
    const [mainThread, ...others] = await Promise.all([session, ...threads.values()].map(takeOf));
    return { mainThread: mainThread ?? [], otherThreads: others.flat() };
  };

  session.on<{ sessionId: string }>('NodeWorker.attachedToWorker', ({ sessionId }) => {
    const thread = new InspectorSession((message) => {
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(() => thread.end());
    });
    threads.set(sessionId, thread);
    // A thread that ends at once is not counted.
    begin(thread).catch(() => {});
  });
  session.on<{ sessionId: string; message: string }>('NodeWorker.receivedMessageFromWorker', (received) =>
    threads.get(received.sessionId)?.receive(received.message),
  );
  session.on<{ sessionId: string }>('NodeWorker.detachedFromWorker', ({ sessionId }) => {
    threads.get(sessionId)?.end();
    threads.delete(sessionId);
  });
  const atEnd = new Promise<Calls>((resolve, reject) => {
    session.on('NodeRuntime.waitingForDisconnect', () => {
      take().then(resolve, reject).finally(close);
    });
    void closed.then(() => reject(new Error('The process went without being counted to its end.')));
  });
  atEnd.catch(() => {});

  await session.post('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: true });
  await begin(session);
  return { take, atEnd, stop: close };
}

async function begin(session: InspectorSession): Promise<void> {
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Runtime.runIfWaitingForDebugger');
}

/** Taking the counts sets them back to zero. */
async function takeOf(session: InspectorSession): Promise<Scripts> {
  const { result } = await session.post<{ result: Scripts }>('Profiler.takePreciseCoverage');
  return result;
}
