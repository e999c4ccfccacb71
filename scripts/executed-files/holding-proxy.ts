import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { HeldCall, ProxyNews, ProxyTask } from './held-calls.ts';

export interface HoldingProxy {
  readonly address: string;
  /** Hold the next call of this name. Resolves, while it is held, with what lets it pass. */
  hold(call: HeldCall): Promise<() => void>;
  stop(): Promise<void>;
}

/** Stand between Temporal's clients and their server, on a free port of 127.0.0.1, and stop the traffic at chosen calls. */
export async function startHoldingProxy(upstream: string): Promise<HoldingProxy> {
  const gate = new SharedArrayBuffer(4);
  const held = new Int32Array(gate);
  const workerData: ProxyTask = { upstream, gate };
  const thread = new Worker(new URL('./holding-proxy-process.ts', import.meta.url), { workerData });
  const waiting = new Map<HeldCall, (release: () => void) => void>();
  const release = () => {
    Atomics.store(held, 0, 0);
    Atomics.notify(held, 0);
  };
  const [first] = (await once(thread, 'message')) as [ProxyNews];
  if (!('address' in first)) throw new Error('The proxy held a call before it had an address.');
  thread.on('message', (news: ProxyNews) => {
    if (!('held' in news)) return;
    const take = waiting.get(news.held);
    waiting.delete(news.held);
    if (take) take(release);
    else release();
  });
  return {
    address: first.address,
    hold: (call) => new Promise((resolve) => waiting.set(call, resolve)),
    stop: async () => {
      release();
      await thread.terminate();
    },
  };
}
