import type { Executions } from '../../histories/abandoned-executions.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';

/** Histories of several executions are read. */
const readTimeoutMs = 60_000;

/**
 * Read all executions of a run that was reset in Temporal; undefined for one that never was, which costs nothing, or two
 * short requests where it went on in another history.
 *
 * An execution that a reset made keeps the first run id of its base. Each branch of a run ends in one execution that did
 * not go on as another.
 */
export async function readResetRun(
  access: TemporalAccess,
  { id, runId, firstRunId }: { readonly id: string; readonly runId: string; readonly firstRunId: string },
): Promise<Executions | undefined> {
  if (firstRunId === runId) return undefined;
  // What reads histories brings most of core along: only a run of several executions pays for loading it.
  const [{ historySource }, { readExecutions }, { firstEvent }] = await Promise.all([
    import('../../histories/history-source.ts'),
    import('../../histories/abandoned-executions.ts'),
    import('./read-history.ts'),
  ]);
  const source = historySource(access.client, access.namespace);
  const [listed, first] = await Promise.all([
    requestTemporal(access, { run: id }, () => source.executions(id)),
    firstEvent(access, id, runId),
  ]);
  const started = first?.workflowExecutionStartedEventAttributes;
  const isOriginal = (started?.originalExecutionRunId || runId) === runId;
  if (isOriginal && listed.filter(({ isPart }) => !isPart).length < 2) return undefined;
  const executions = await requestTemporal(
    access,
    { run: id },
    () => readExecutions(source, { workflowId: id, runId }),
    readTimeoutMs,
  );
  return executions.abandoned.length > 0 || executions.unread.length > 0 ? executions : undefined;
}
