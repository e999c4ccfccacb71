import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { type SearchAttributeName, searchAttributes } from '../../contracts/search-attributes.ts';
import { fromTemporalError, grpcStatus } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { openTemporal } from './open-temporal.ts';

/** An open connection, or where to open one for the time of the call. */
export type OpenOrTarget = Connection | ConnectionTarget['options'];

export interface NamespaceSetup {
  /** Whether the namespace was registered now. */
  readonly created: boolean;
  /** The search attributes added now. */
  readonly added: readonly SearchAttributeName[];
}

export interface NamespaceGaps {
  /** Whether the namespace itself is missing. All attributes are, then. */
  readonly namespace: boolean;
  /** Names of search attributes that are not there or have another type. */
  readonly attributes: readonly SearchAttributeName[];
}

/** Temporal's numbers of the types (`IndexedValueType`). */
const typeNumbers = { KEYWORD: 2, INT: 3, DATETIME: 6, KEYWORD_LIST: 7 } as const;
const grpc = { invalidArgument: 3, notFound: 5, alreadyExists: 6 } as const;

/** How often each service reads namespaces anew; no request shows how old the copy of another service is. */
const cacheRefreshMs = 2_000;
const usableWithinMs = 30_000;

/**
 * Register the namespace and Holdfast's search attributes, as far as they are missing, and wait until runs may use them.
 *
 * Idempotent, also when two do it at once; what is there is left as it is, the retention too. Takes about 2 seconds
 * when something was missing and no time otherwise. `retentionDays` is how long closed runs are kept: 7 unless told.
 *
 * @throws HoldfastError unreachable: `search_attribute_conflict` when one is there with another type,
 * `namespace_not_ready` when the server does not take them into use within 30 seconds; what `fromTemporalError` makes of other failures.
 */
export async function setupNamespace(
  connection: OpenOrTarget,
  namespace: string,
  { retentionDays = 7 }: { retentionDays?: number } = {},
): Promise<NamespaceSetup> {
  return withConnection(connection, namespace, async (open) => {
    const created = await registerNamespace(open, namespace, retentionDays);
    const present = await untilUsable(namespace, () => listAttributes(open, namespace));
    rejectConflicts(present, namespace);
    const added = missingAttributes(present);
    if (added.length > 0) {
      const addedAt = Date.now();
      await tolerating(grpc.alreadyExists, () =>
        open.operatorService.addSearchAttributes({
          namespace,
          searchAttributes: Object.fromEntries(
            added.map((name) => [name, typeNumbers[searchAttributes[name]]]),
          ),
        }),
      );
      await untilUsable(namespace, () => queryWithAll(open, namespace));
      await sleep(Math.max(0, addedAt + cacheRefreshMs + 250 - Date.now()));
    }
    return { created, added };
  });
}

/** Look what `setupNamespace` would have to add. Changes nothing. */
export async function missingFromNamespace(
  connection: OpenOrTarget,
  namespace: string,
): Promise<NamespaceGaps> {
  return withConnection(connection, namespace, async (open) => {
    const found = await tolerating(grpc.notFound, () => listAttributes(open, namespace));
    return { namespace: found === undefined, attributes: missingAttributes(found ?? {}) };
  });
}

async function withConnection<T>(
  connection: OpenOrTarget,
  namespace: string,
  use: (open: Connection) => Promise<T>,
): Promise<T> {
  if (!('workflowService' in connection)) {
    const access = await openTemporal({
      address: connection.address,
      namespace,
      source: 'given',
      options: connection,
    });
    try {
      return await withConnection(access.client.connection as Connection, namespace, use);
    } finally {
      await access.close();
    }
  }
  try {
    return await use(connection);
  } catch (error) {
    throw fromTemporalError(error, { address: connection.options.address, namespace });
  }
}

async function registerNamespace(open: Connection, namespace: string, days: number): Promise<boolean> {
  const found = await tolerating(grpc.notFound, () => open.workflowService.describeNamespace({ namespace }));
  if (found !== undefined) return false;
  const registered = await tolerating(grpc.alreadyExists, () =>
    open.workflowService.registerNamespace({
      namespace,
      description: 'Holdfast agent runs',
      workflowExecutionRetentionPeriod: msToTs(days * 86_400_000),
    }),
  );
  return registered !== undefined;
}

async function listAttributes(
  open: Connection,
  namespace: string,
): Promise<Readonly<Record<string, number>>> {
  return (await open.operatorService.listSearchAttributes({ namespace })).customAttributes;
}

/** A list of runs that names every attribute is refused until the frontend knows them all. */
async function queryWithAll(open: Connection, namespace: string): Promise<void> {
  const query = Object.keys(searchAttributes)
    .map((name) => `${name} IS NULL`)
    .join(' AND ');
  await open.workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1 });
}

function missingAttributes(present: Readonly<Record<string, number>>): SearchAttributeName[] {
  const names = Object.keys(searchAttributes) as SearchAttributeName[];
  return names.filter((name) => present[name] !== typeNumbers[searchAttributes[name]]);
}

function rejectConflicts(present: Readonly<Record<string, number>>, namespace: string): void {
  const conflicts = missingAttributes(present).filter((name) => present[name] !== undefined);
  if (conflicts.length === 0) return;
  const wanted = conflicts.map((name) => `${name} as ${searchAttributes[name]}`).join(', ');
  throw new HoldfastError({
    kind: 'unreachable',
    code: 'search_attribute_conflict',
    message: `The namespace ${namespace} has search attributes of Holdfast's names with other types.`,
    why: `Needed: ${wanted}.`,
    unchanged: 'No search attribute was added or changed.',
    next: [{ action: 'remove-search-attributes', namespace, names: conflicts }],
  });
}

/** A new namespace or attribute is unknown to parts of the server for a moment. */
async function untilUsable<T>(namespace: string, ask: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + usableWithinMs; ; ) {
    try {
      return await ask();
    } catch (error) {
      const code = grpcStatus(error)?.code;
      if (code !== grpc.invalidArgument && code !== grpc.notFound) throw error;
      if (Date.now() > deadline) {
        throw new HoldfastError({
          kind: 'unreachable',
          code: 'namespace_not_ready',
          message: `The namespace ${namespace} is set up, but the server does not use it yet.`,
          why: error instanceof Error ? error.message : String(error),
          next: [{ action: 'setup', namespace }],
          cause: error,
        });
      }
      await sleep(100);
    }
  }
}

async function tolerating<T>(code: number, make: () => Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (grpcStatus(error)?.code === code) return undefined;
    throw error;
  }
}
