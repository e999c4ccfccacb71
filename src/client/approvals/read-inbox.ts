import type { WorkflowExecutionInfo } from '@temporalio/client';
import { memoNames, workflowNames } from '../../contracts/names.ts';
import type { ApprovalCard } from '../../core/approvals/approval-card.ts';
import { queryLiteral } from '../../histories/query-literal.ts';
import type { ApprovalRecord } from '../../reports/approval.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';

export interface InboxOptions {
  /** 1,000 unless told. */
  readonly limit?: number | undefined;
  /** Only of runs on these task queues; of all unless told. */
  readonly taskQueues?: readonly string[] | undefined;
  /** How long the list may take; 30 seconds unless told. */
  readonly timeoutMs?: number | undefined;
}

const defaultLimit = 1_000;
const pageSize = 1_000;
const listTimeoutMs = 30_000;

/** Runs that may have an open approval: one may be open while other calls of its turn are under way. */
const states = ['awaiting-approval', 'running', 'paused', 'undoing'] as const;

/**
 * Tell the open approvals of all runs, the longest waiting first, from one list: no worker is needed.
 *
 * The list follows a decision within a moment, and a run shows at most eight. Refused decisions about them are told by
 * the run itself only.
 */
export async function readInbox(
  access: TemporalAccess,
  { limit = defaultLimit, taskQueues, timeoutMs = listTimeoutMs }: InboxOptions = {},
): Promise<ApprovalRecord[]> {
  const query = [
    `WorkflowType = ${queryLiteral(workflowNames.agentRun)}`,
    `ExecutionStatus = 'Running'`,
    `HoldfastState IN (${states.map(queryLiteral).join(', ')})`,
    ...(taskQueues ? [`TaskQueue IN (${taskQueues.map(queryLiteral).join(', ')})`] : []),
  ].join(' AND ');
  const found: ApprovalRecord[] = [];
  await requestTemporal(
    access,
    {},
    async () => {
      for await (const execution of access.client.workflow.list({ query, pageSize })) {
        found.push(...approvalsOf(execution));
      }
    },
    timeoutMs,
  );
  return found.sort((a, b) => a.requestedAt.localeCompare(b.requestedAt)).slice(0, limit);
}

function approvalsOf({ workflowId, memo }: WorkflowExecutionInfo): ApprovalRecord[] {
  const cards = memo?.[memoNames.approvals] as readonly ApprovalCard[] | undefined;
  if (!Array.isArray(cards)) return [];
  return cards.filter(isCard).map((card: ApprovalCard) => ({
    schema: 'holdfast.approval/v1',
    run: workflowId,
    ...card,
    decisions: [],
    state: 'open',
  }));
}

/** Whoever starts a run may write anything into its memo. */
function isCard(card: unknown): card is ApprovalCard {
  const { id, requestedAt } = (card ?? {}) as Partial<ApprovalCard>;
  return typeof id === 'string' && typeof requestedAt === 'string';
}
