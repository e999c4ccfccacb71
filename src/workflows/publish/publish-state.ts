import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { memoNames } from '../../contracts/names.ts';
import type { RunProgress } from '../../contracts/run-progress.ts';
import { isOpenApproval } from '../../core/approvals/approval.ts';
import { approvalCards } from '../../core/approvals/approval-card.ts';
import { lackingOfWorkers } from '../../core/run/on-unserved.ts';
import type { RunState } from '../../core/run/run-state.ts';
import { stepCount } from '../../core/steps/steps.ts';
import { boundedText } from '../../core/values/bounded-text.ts';
import { currentDetails } from '../../core/view/current-details.ts';
import type { ProviderWaitView } from '../../core/view/run-view.ts';
import { stateNameOf, viewOfRun } from '../../core/view/view-of-run.ts';

const stateKey = defineSearchAttributeKey('HoldfastState', 'KEYWORD');
const outcomeKey = defineSearchAttributeKey('HoldfastOutcome', 'KEYWORD');
const modelKey = defineSearchAttributeKey('HoldfastModel', 'KEYWORD');
const approversKey = defineSearchAttributeKey('HoldfastApprovers', 'KEYWORD_LIST');
const costKey = defineSearchAttributeKey('HoldfastCostNanoUsd', 'INT');
const stepsKey = defineSearchAttributeKey('HoldfastSteps', 'INT');
const pendingSinceKey = defineSearchAttributeKey('HoldfastPendingSince', 'DATETIME');

/**
 * Shows a run to people: details in the UI; search attributes and memo only when its state, its open approvals, a
 * reminder or the worker that it waits for change. A continued execution publishes at once, since a memo does not carry over.
 */
export class StatePublisher {
  #published = 'running';

  /** Details are told when somebody asks, so once for all that one task brings is enough. */
  describe(state: RunState): void {
    setCurrentDetails(currentDetails(state));
  }

  publish(state: RunState): void {
    const signature = signatureOf(state);
    if (signature === this.#published) return;
    this.#published = signature;
    const name = stateNameOf(state);
    const { counters, charter, outcome, humanWait } = state;
    const open = state.approvals.filter(isOpenApproval);
    const lacking = lackingOfWorkers(state);
    const approvers = [...new Set(open.flatMap((approval) => approval.approvers ?? []))];
    upsertSearchAttributes([
      { key: stateKey, value: name },
      { key: costKey, value: counters.costNanoUsd },
      { key: stepsKey, value: stepCount(counters) },
      { key: pendingSinceKey, value: humanWait.sinceMs === undefined ? null : new Date(humanWait.sinceMs) },
      { key: approversKey, value: approvers.length === 0 ? null : approvers },
      ...(charter ? [{ key: modelKey, value: charter.model.id }] : []),
      ...(outcome ? [{ key: outcomeKey, value: outcome.kind }] : []),
    ]);
    const { progress, question, phase, startedAt, awaitingProvider } = viewOfRun(state);
    const told: RunProgress = {
      state: name,
      phase,
      progress,
      startedAt,
      ...(open.length > 0 ? { openApprovals: open.length } : {}),
      ...(lacking.length > 0 ? { waitsForWorker: boundedText(lacking.join(', '), { chars: 200 }) } : {}),
      ...(awaitingProvider ? { waitsForProvider: briefly(awaitingProvider) } : {}),
      ...(counters.unsettledNanoUsd > 0 ? { unsettledNanoUsd: counters.unsettledNanoUsd } : {}),
      ...(question ? { question: boundedText(question, { chars: 200 }) } : {}),
    };
    upsertMemo({ [memoNames.progress]: told, [memoNames.approvals]: approvalCards(open, charter?.tools) });
  }
}

/** Told once, when the wait begins: each next try is in the run itself. */
function briefly({ reason, since, until }: ProviderWaitView): NonNullable<RunProgress['waitsForProvider']> {
  return { reason: boundedText(reason, { chars: 200 }), since, until };
}

function signatureOf(state: RunState): string {
  const open = state.approvals
    .filter(isOpenApproval)
    .map(({ id, reminded }) => `${id}${reminded ? '!' : ''}`);
  return [stateNameOf(state), ...open, ...lackingOfWorkers(state)].join(' ');
}
