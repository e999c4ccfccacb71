import {
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  setHandler,
} from '@temporalio/workflow';
import type { WindowView } from '../../contracts/activities.ts';
import { messageNames, queryNames } from '../../contracts/names.ts';
import type { RunState } from '../../core/run/run-state.ts';
import type { RunView } from '../../core/view/run-view.ts';
import { viewOfRun } from '../../core/view/view-of-run.ts';
import { handleWatch } from './handle-watch.ts';
import { answerUndo, type MessageRule, type Receipt, type RunHandle, refuse } from './message-rule.ts';
import { rules } from './message-rules.ts';

/** Register every message as signal and as update, and the queries. Call before anything else. */
export function handleMessages(run: RunHandle): void {
  for (const [name, rule] of Object.entries(rules) as [keyof typeof messageNames, MessageRule][]) {
    const receive = (payload: unknown): Receipt =>
      run.state().outcome ? refuse('run-closed', 'The run is closed.') : rule.receive(payload as never, run);
    setHandler(defineSignal<[unknown]>(messageNames[name]), (payload) => {
      const malformed = rule.malformed(payload);
      const receipt = malformed === undefined ? receive(payload) : undefined;
      if (receipt?.accepted !== true) log.warn('signal not taken', { signal: name, malformed, receipt });
    });
    const answer = async (payload: unknown): Promise<Receipt> => {
      const receipt = receive(payload);
      return receipt.accepted && rule.settle ? settle(rule, payload, run) : receipt;
    };
    setHandler(defineUpdate<Receipt, [unknown]>(messageNames[name]), answer, {
      validator: (payload) => {
        const malformed = rule.malformed(payload);
        if (malformed !== undefined) throw new TypeError(malformed);
      },
    });
  }
  setHandler(defineQuery<RunView>(queryNames.status), () => viewOfRun(run.state(), Date.now()));
  setHandler(defineQuery<WindowView | undefined>(queryNames.window), () => windowOf(run.state()));
  handleWatch();
}

/** Wait for the main loop to bring what the sender asked for; a handler itself starts no activity. */
async function settle(rule: MessageRule, payload: unknown, run: RunHandle): Promise<Receipt> {
  let receipt: Receipt | undefined;
  // A cancellation of the workflow is a request that the main loop brings to its end as well.
  await CancellationScope.nonCancellable(() =>
    condition(() => {
      receipt = rule.settle?.(payload as never, run);
      return receipt !== undefined;
    }),
  );
  return receipt ?? answerUndo(undefined);
}

function windowOf(state: RunState): WindowView | undefined {
  if (!state.charter) return undefined;
  const { known, messages } = state.transcript;
  return { head: known, messages: messages.slice(0, known.length), charter: state.charter };
}
