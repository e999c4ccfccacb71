import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from '../process/server-process.ts';

const pollMs = 25;
/** gRPC's NOT_FOUND. */
const notFound = 5;

/**
 * Wait until a server process answers, or it ends, or the deadline passes.
 *
 * @returns `undefined` when it serves, else in a few words why it does not.
 * @throws the signal's reason when that is aborted.
 */
export async function waitUntilServing(
  server: ServerProcess,
  probe: () => Promise<boolean>,
  options: { deadlineMs: number; signal?: AbortSignal | undefined },
): Promise<string | undefined> {
  const deadline = Date.now() + options.deadlineMs;
  while (Date.now() < deadline) {
    options.signal?.throwIfAborted();
    if (server.exitedWith !== undefined) return `it ended with ${server.exitedWith}`;
    if (await probe()) return undefined;
    await sleep(pollMs);
  }
  return `it did not answer within ${Math.round(options.deadlineMs / 1000)} s`;
}

/**
 * Ask a Temporal server for a run that does not exist.
 *
 * Unlike a health check of its frontend alone, the answer NOT_FOUND has passed through the history service and the
 * database.
 */
export async function answersTemporal(address: string): Promise<boolean> {
  if (!(await acceptsConnections(address))) return false;
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address, connectTimeout: 2_000 }).catch(() => undefined);
  if (connection === undefined) return false;
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeWorkflowExecution({
        namespace: 'temporal-system',
        execution: { workflowId: 'holdfast-health' },
      }),
    );
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === notFound;
  } finally {
    await connection.close();
  }
}

/** Ask a web server for its first page. */
export async function answersHttp(url: string): Promise<boolean> {
  try {
    // A connection kept open would hold up the server when it is told to stop.
    const headers = { connection: 'close' };
    return (await fetch(url, { headers, signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

function acceptsConnections(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(':');
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
    const answer = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}
