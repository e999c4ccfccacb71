import type { RunState } from '../run/run-state.ts';
import { finalChannel } from '../values/final-channel.ts';
import type { JsonObject } from '../values/json.ts';
import { spokenText } from '../values/visible-text.ts';
import type { CallAnswer } from './call.ts';
import type { ControlToolArguments, ControlToolName } from './control-tools.ts';
import { handOver } from './hand-over.ts';

/** What a control tool changes in the run; arguments were checked by the worker. */
export function applyControlCall(state: RunState, tool: ControlToolName, given: JsonObject): RunState {
  switch (tool) {
    case 'update_plan': {
      const { steps } = given as unknown as ControlToolArguments['update_plan'];
      return { ...state, plan: steps };
    }
    case 'ask_user': {
      const { question } = given as unknown as ControlToolArguments['ask_user'];
      return { ...state, question, lastMessage: question };
    }
    case 'escalate': {
      const { reason } = given as unknown as ControlToolArguments['escalate'];
      return {
        ...state,
        ending: handOver(state, reason),
      };
    }
    case 'finish': {
      const answer = answerOf(given);
      return { ...state, lastMessage: answer, ending: state.ending ?? { kind: 'answered', answer } };
    }
  }
}

/** A cancelled run ends as cancelled, whatever its model says; the text of an answer is kept. */
export function keepText(state: RunState, tool: ControlToolName, given: JsonObject): RunState {
  return tool === 'finish' ? { ...state, lastMessage: answerOf(given) } : state;
}

/** Without the model's thoughts, as an answer in text is; one that is nothing else stays as it is, for there is no other. */
function answerOf(given: JsonObject): string {
  const { answer } = given as unknown as ControlToolArguments['finish'];
  const visible = finalChannel(spokenText(answer));
  return visible.trim() === '' ? answer : visible;
}

/** What the model reads for a control call. */
export function controlAnswer(tool: ControlToolName): CallAnswer {
  return { content: controlAnswers[tool], isError: false };
}

const controlAnswers: Record<ControlToolName, string> = {
  update_plan: 'The plan is noted.',
  ask_user: 'The question was put to the user; the reply follows as their next message.',
  escalate: 'The task is handed over to a person.',
  finish: 'The run is closed with this answer.',
};
