import { defineQuery, setHandler } from '@temporalio/workflow';
import type { WindowView } from '../../contracts/activities.ts';
import { queryNames } from '../../contracts/names.ts';
import type { AnyMessageDefinition } from '../../core/messages/message.ts';
import { judgeMessage, type RunMessageFact, runMessages } from '../../core/messages/run-messages.ts';
import type { RunEvent } from '../../core/run/run-event.ts';
import type { RunState } from '../../core/run/run-state.ts';
import type { RunView } from '../../core/view/run-view.ts';
import { viewOfRun } from '../../core/view/view-of-run.ts';
import { handleWatch } from './handle-watch.ts';
import { takeSignal, takeUpdate } from './take-message.ts';

/** What the handlers may do: look at the run and apply an event. */
export interface RunHandle {
  state(): RunState;
  apply(event: RunEvent): void;
}

/** Register every message as signal and as update, and the queries. Call before anything else. */
export function handleRunMessages(run: RunHandle): void {
  const taker = { ...run, judge: judgeMessage };
  for (const [name, message] of Object.entries<AnyMessageDefinition<RunState, RunMessageFact>>(runMessages)) {
    takeSignal(name, message, taker);
    takeUpdate(name, message, taker);
  }
  setHandler(defineQuery<RunView>(queryNames.status), () => viewOfRun(run.state(), Date.now()));
  setHandler(defineQuery<WindowView | undefined>(queryNames.window), () => windowOf(run.state()));
  handleWatch();
}

function windowOf(state: RunState): WindowView | undefined {
  if (!state.charter) return undefined;
  const { known, messages } = state.transcript;
  return { head: known, messages: messages.slice(0, known.length), charter: state.charter };
}
