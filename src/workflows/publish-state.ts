import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { memoNames } from '../contracts/names.ts';
import { currentDetails } from '../core/current-details.ts';
import type { RunState } from '../core/run-state.ts';
import { stateNameOf, viewOfRun } from '../core/view-of-run.ts';

const stateKey = defineSearchAttributeKey('HoldfastState', 'KEYWORD');
const outcomeKey = defineSearchAttributeKey('HoldfastOutcome', 'KEYWORD');
const modelKey = defineSearchAttributeKey('HoldfastModel', 'KEYWORD');
const costKey = defineSearchAttributeKey('HoldfastCostNanoUsd', 'INT');
const stepsKey = defineSearchAttributeKey('HoldfastSteps', 'INT');
const pendingSinceKey = defineSearchAttributeKey('HoldfastPendingSince', 'DATETIME');

/** Shows a run to people: details in the UI after each event, search attributes and memo on a change of state only. */
export class StatePublisher {
  #published: string;

  constructor(state: RunState) {
    this.#published = stateNameOf(state);
  }

  publish(state: RunState): void {
    setCurrentDetails(currentDetails(state));
    const name = stateNameOf(state);
    if (name === this.#published) return;
    this.#published = name;
    const { counters, charter, outcome, nowMs } = state;
    const waits = name !== 'running' && name !== 'closed';
    upsertSearchAttributes([
      { key: stateKey, value: name },
      { key: costKey, value: counters.costNanoUsd },
      { key: stepsKey, value: counters.modelCalls + counters.toolCalls },
      { key: pendingSinceKey, value: waits ? new Date(nowMs) : null },
      ...(charter ? [{ key: modelKey, value: charter.model.id }] : []),
      ...(outcome ? [{ key: outcomeKey, value: outcome.kind }] : []),
    ]);
    const { progress, question, phase } = viewOfRun(state);
    upsertMemo({
      [memoNames.progress]: {
        state: name,
        phase,
        progress,
        ...(question ? { question: question.slice(0, 200) } : {}),
      },
    });
  }
}
