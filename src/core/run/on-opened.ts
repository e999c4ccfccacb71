import { heldFiles } from '../attachments/files-of-window.ts';
import { refusalInWords, refuseFiles } from '../attachments/refuse-files.ts';
import type { Charter } from '../charter/charter.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import type { OutcomeCode } from './outcome.ts';
import type { RunState } from './run-state.ts';

const openingCodes: Readonly<Record<string, OutcomeCode>> = {
  [failureTypes.agentUnknown]: 'agent_unknown',
  [failureTypes.workerLacks]: 'agent_unknown',
  [failureTypes.notTaken]: 'not_run',
  [failureTypes.providerNotConfigured]: 'provider_not_configured',
  [failureTypes.priceUnknown]: 'price_unknown',
  [failureTypes.unboundedInput]: 'unbounded_input',
  [failureTypes.taskInvalid]: 'task_invalid',
};

/**
 * Take in the rules of the run. Files that were said before these were known are judged now: one that may not be sent ends
 * the run before it costs.
 */
export function onOpened(state: RunState, charter: Charter): RunState {
  const opened: RunState = { ...state, opening: 'done', charter };
  const refused = refuseFiles(heldFiles(state), charter.model);
  if (!refused) return opened;
  const code = refused.code === 'unbounded-input' ? 'unbounded_input' : 'task_invalid';
  return {
    ...opened,
    ending: { kind: 'failed', reason: { code, message: refusalInWords(refused) } },
  };
}

export function onOpeningFailed(state: RunState, failure: Failure): RunState {
  const code = openingCodes[failure.type] ?? 'unexpected';
  return {
    ...state,
    opening: 'done',
    ending: { kind: 'failed', reason: { code, message: failure.message } },
  };
}
