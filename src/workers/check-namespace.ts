import type { Connection } from '@temporalio/client';
import { searchAttributes } from '../contracts/search-attributes.ts';
import type { NextAction } from '../core/view/next-action.ts';
import { WorkerStartError } from './worker-start-error.ts';

/**
 * Refuse a namespace in which runs could not go on: unregistered search attributes wedge every workflow task that
 * sets them.
 *
 * @throws WorkerStartError that names what is missing and how to register it.
 */
export async function checkNamespace(
  connection: Connection,
  namespace: string,
  address: string,
): Promise<void> {
  const next: readonly NextAction[] = [{ action: 'setup', address, namespace }];
  let registered: Record<string, unknown>;
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    registered = customAttributes ?? {};
  } catch (error) {
    if ((error as { code?: unknown }).code !== grpcNotFound) throw error;
    throw new WorkerStartError(
      'namespace_not_ready',
      `The Temporal server at ${address} has no namespace "${namespace}".`,
      { next, cause: error },
    );
  }
  const missing = Object.keys(searchAttributes).filter((name) => !Object.hasOwn(registered, name));
  if (missing.length === 0) return;
  throw new WorkerStartError(
    'namespace_not_ready',
    `The namespace "${namespace}" at ${address} lacks the search ${missing.length === 1 ? 'attribute' : 'attributes'} ${missing.join(', ')}.`,
    { next },
  );
}

const grpcNotFound = 5;
