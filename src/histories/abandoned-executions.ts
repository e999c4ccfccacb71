import { type HistorySource, maxExecutions } from './history-source.ts';
import { type ReadExecution, readExecution } from './read-execution.ts';

/** What became of a run by resets in Temporal. */
export interface Executions {
  /** Those that the run went through to where it stands, the latest first; the latest fifty. */
  readonly own: readonly ReadExecution[];
  /** Those that resets left behind, in the order of their starts. */
  readonly abandoned: readonly ReadExecution[];
  /** Run ids of which it is known that they were left behind; what they did is not kept, or they are too many. */
  readonly unread: readonly string[];
}

/** Calls of which a run was told since it was reset, also by an earlier part of it. */
export function toldSinceReset({ own }: Pick<Executions, 'own'>): readonly string[] {
  const reset = own.findIndex(({ bases }) => bases.length > 0);
  return own.slice(0, reset < 0 ? own.length : reset + 1).flatMap(({ toldCalls }) => toldCalls);
}

/** Executions of one run that are read at most. */
const maxRead = 50;

/**
 * Read what a run did in executions that resets left behind: their effects are in the world and their bills are due.
 *
 * A reset begins a new execution with the first events of another, the base, and names it. It ends whatever execution
 * is open, be it the base, one that the base went on as, or one of an earlier reset; these the server's list tells, which
 * follows within a moment. Executions of another run under the same workflow id are left out.
 */
export async function readExecutions(
  source: HistorySource,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
): Promise<Executions> {
  const own: ReadExecution[] = [];
  // What came before an execution that is not kept was carried over by it.
  const known = new Set<string>();
  for (let at: string | undefined = runId; at !== undefined && known.size <= maxExecutions; ) {
    known.add(at);
    if (own.length >= maxRead) {
      at = await previousOf(source, workflowId, at);
      continue;
    }
    const execution: ReadExecution | undefined = await readExecution(source, workflowId, at);
    if (execution) own.push(execution);
    at = execution?.previous;
  }
  const firstRunId = own[0]?.firstRunId;
  const listed = await source.executions(workflowId);
  const waiting = [...own.flatMap(({ bases }) => bases), ...listed.map((one) => one.runId)];
  const abandoned: ReadExecution[] = [];
  const unread: string[] = listed.length > maxExecutions ? ['…'] : [];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (known.has(at)) continue;
    known.add(at);
    const execution = abandoned.length < maxRead ? await readExecution(source, workflowId, at) : undefined;
    if (!execution) unread.push(at);
    else if (execution.firstRunId === firstRunId) {
      abandoned.push(execution);
      waiting.push(...execution.bases, ...(execution.next === undefined ? [] : [execution.next]));
    }
  }
  const startedAt = new Map(listed.map((one) => [one.runId, one.startedAtMs]));
  abandoned.sort((a, b) => (startedAt.get(a.runId) ?? 0) - (startedAt.get(b.runId) ?? 0));
  return { own, abandoned, unread };
}

/** The execution that went on as this one, by its first event alone. */
async function previousOf(
  source: HistorySource,
  workflowId: string,
  runId: string,
): Promise<string | undefined> {
  try {
    for await (const [first] of source.events(workflowId, runId))
      return first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  } catch (error) {
    if (!source.isGone(error)) throw error;
  }
  return undefined;
}
