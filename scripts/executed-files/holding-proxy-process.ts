import { parentPort, workerData } from 'node:worker_threads';
import { startGrpcProxy } from '../../test/support/grpc-proxy.ts';
import { heldCalls, type ProxyNews, type ProxyTask } from './held-calls.ts';

/** The thread of a holding proxy. It stands still while a call is held, so that nothing else passes meanwhile. */
const { upstream, gate } = workerData as ProxyTask;
const held = new Int32Array(gate);

const { address } = await startGrpcProxy({
  upstream,
  judge: (path) => {
    const call = heldCalls.find((name) => path.endsWith(`/${name}`));
    if (call !== undefined) {
      Atomics.store(held, 0, 1);
      tell({ held: call });
      Atomics.wait(held, 0, 1);
    }
    return 'pass';
  },
  onLost: () => {},
});
tell({ address });

function tell(news: ProxyNews): void {
  parentPort?.postMessage(news);
}
