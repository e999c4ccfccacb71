import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { defaultTaskQueue } from '../../contracts/names.ts';
import { historyChannelArgs } from '../../histories/history-channel.ts';
import type { DataConverterDefinition, OwnDataConverter } from '../../payloads/data-converter.ts';
import { openPayloads } from '../../payloads/open-payloads.ts';
import { fromTemporalError, grpcStatus } from '../errors/from-temporal-error.ts';
import type { HoldfastError } from '../errors/holdfast-error.ts';
import { serverUnreachable } from '../errors/server-unreachable.ts';
import type { ConnectionTarget } from './connection-target.ts';
import type { TemporalAccess } from './temporal-access.ts';

/** A server that does not answer within this is not there. A refused connection is told at once. */
const connectTimeoutMs = 5_000;

/**
 * Connect to a Temporal server and see that it answers.
 *
 * @throws HoldfastError unreachable `temporal_unreachable` or `temporal_tls_failed`, within 5 seconds; DataConverterError or
 * PayloadCodecError before that, for a data converter that does not carry runs.
 */
export async function openTemporal(
  target: ConnectionTarget,
  {
    timeoutMs = connectTimeoutMs,
    dataConverter: own,
  }: { timeoutMs?: number; dataConverter?: DataConverterDefinition | OwnDataConverter | undefined } = {},
): Promise<TemporalAccess> {
  // Tolerant: whoever starts a run may give it a memo in an encoding that is not known here, and lists tell of it all the same.
  const dataConverter = await openPayloads(own);
  let connected = false;
  const retry = defaultGrpcRetryOptions();
  let connection: Connection;
  try {
    connection = Connection.lazy({
      ...target.options,
      channelArgs: historyChannelArgs,
      // Until the first answer a refused connection is an answer too; afterwards it is an outage to sit out.
      interceptors: [
        makeGrpcRetryInterceptor({
          ...retry,
          retryableDecider: (attempt, status) => connected && retry.retryableDecider(attempt, status),
        }),
      ],
    });
  } catch (error) {
    throw serverUnreachable(target, asMessage(error), error);
  }
  try {
    await connection.withDeadline(Date.now() + timeoutMs, () => connection.workflowService.getSystemInfo({}));
    connected = true;
  } catch (error) {
    await connection.close();
    throw cannotConnect(target, error, timeoutMs);
  }
  return {
    client: new Client({ connection, namespace: target.namespace, dataConverter }),
    address: target.address,
    namespace: target.namespace,
    taskQueue: target.taskQueue ?? defaultTaskQueue,
    close: () => connection.close(),
  };
}

function cannotConnect(target: ConnectionTarget, error: unknown, timeoutMs: number): HoldfastError {
  const known = fromTemporalError(error, target);
  if (known.code === 'not_permitted') return known;
  const why =
    known.code === 'temporal_timeout'
      ? `It gave no answer within ${timeoutMs / 1000} s.`
      : (grpcStatus(error)?.details ?? asMessage(error));
  return serverUnreachable(target, why, error);
}

function asMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
