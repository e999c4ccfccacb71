import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { wasNotTaken } from '../values/failure.ts';
import { given } from '../values/given.ts';
import { failureAnswer, rejectionAnswer, unservedAnswer } from './answers.ts';
import { answerCall, type Call } from './call.ts';
import { onEditChecked, refuseEdit, ruleOnEdit } from './on-edit-checked.ts';
import { replaceCall } from './replace-call.ts';
import { ruleOn } from './rule-call.ts';
import { isStopping, stoppedAnswer } from './stopping.ts';

type PrepareEnd = Extract<
  RunEvent,
  { type: 'call-prepared' | 'prepare-rejected' | 'prepare-failed' | 'edit-checked' }
>;

/** Take in what a look at the world, or a check of an edit, brought. */
export function onPrepared(state: RunState, event: PrepareEnd): RunState {
  const call = state.calls.find(({ id }) => id === event.id);
  const { charter } = state;
  if (!charter || call?.progress.state !== 'preparing' || !call.progress.started) return state;
  if (isStopping(state)) return replaceCall(state, answerCall(call, stoppedAnswer(state)));
  const { edit } = call.progress;
  const { toolCalls, toolErrors } = state.counters;
  // A call that its tool refuses when it looks first has been to its tool: it counts like any other.
  const refused = { counters: { ...state.counters, toolCalls: toolCalls + 1, toolErrors: toolErrors + 1 } };
  const tried: Call = { ...call, dispatches: 1 };
  switch (event.type) {
    case 'edit-checked':
      return edit ? onEditChecked(state, call, edit, event.check, charter) : state;
    case 'prepare-rejected':
      if (edit) return refuseEdit(state, call, edit, event.message);
      return { ...replaceCall(state, answerCall(tried, rejectionAnswer(event.message))), ...refused };
    case 'prepare-failed':
      if (edit) return refuseEdit(state, call, edit, event.failure.message);
      if (wasNotTaken(event.failure))
        return replaceCall(state, answerCall(call, unservedAnswer(call.tool, event.failure)));
      return {
        ...replaceCall(
          state,
          answerCall(tried, failureAnswer(`${call.tool} (looking first)`, event.failure)),
        ),
        ...refused,
      };
    case 'call-prepared': {
      const { preview, before, precondition, facts } = event;
      const prepared: Call = {
        ...call,
        facts: { ...call.facts, ...facts },
        prepared: {
          preview,
          ...given({ before, precondition }),
        },
        progress: { state: 'proposed' },
      };
      return edit ? ruleOnEdit(state, prepared, edit, charter) : ruleOn(state, prepared, charter);
    }
  }
}
