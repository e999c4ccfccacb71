import { isStopping } from '../calls/stopping.ts';
import type { Charter } from '../charter/charter.ts';
import { halvedTranscript } from '../context/halved-transcript.ts';
import { harnessNote } from '../context/harness-note.ts';
import { appendMessages, markKnown } from '../context/transcript.ts';
import type { RunState } from '../run/run-state.ts';
import { countNoun } from '../values/count-noun.ts';
import {
  type BrokenAnswer,
  type CutAnswer,
  type RefusedAnswer,
  tellEnding,
  tellReasoning,
} from './answer-ending.ts';
import { keptMessages } from './kept-messages.ts';
import type { ModelTurn } from './model-turn.ts';
import { roomForMore } from './next-model.ts';
import { maxLostCalls } from './turn-attempts.ts';

/**
 * Take in an answer that is not whole; `state` has it booked. Nothing of it runs.
 *
 * A cut one is asked for once more, with more room where there is some; cut again, the run ends with what was written.
 * A refused one ends the run: the same request is refused again. A broken one is asked for as one whose answer got lost.
 */
export function onAnswerNotWhole(
  state: RunState,
  answer: ModelTurn,
  ending: CutAnswer | RefusedAnswer | BrokenAnswer,
  charter: Charter,
): RunState {
  switch (ending.kind) {
    case 'cut':
      return onCut(state, answer, ending, charter);
    case 'refused':
      return ended(heard(state, answer), {
        kind: 'failed',
        reason: {
          code: 'provider_refused',
          message: `${charter.model.id} refused to answer: ${ending.cause}. The same request is refused again, so it was not repeated; change what the agent is asked or told, or use another model.`,
        },
      });
    case 'broken':
      return onBroken(state, ending, charter);
  }
}

function onCut(state: RunState, answer: ModelTurn, ending: CutAnswer, charter: Charter): RunState {
  const full = isWindowFull(answer, ending, charter);
  const spoken = heard(
    {
      ...state,
      transcript: markKnown(appendMessages(state.transcript, keptMessages(state.turn, answer))),
    },
    answer,
  );
  if (isStopping(state)) return spoken;
  if (state.askedAgain?.cut !== undefined) {
    return ended(spoken, {
      kind: 'partial',
      reason: { code: 'answer_cut', message: tellEnd(state, ending, full, charter) },
    });
  }
  const roomy = full ? withinWindow(spoken) : spoken;
  const maxOutputTokens = full ? undefined : roomForMore(state, charter, answer.usage.inputTokens);
  return {
    ...roomy,
    askedAgain: { ...state.askedAgain, cut: maxOutputTokens === undefined ? {} : { maxOutputTokens } },
    transcript: appendMessages(roomy.transcript, [harnessNote(tellModel(answer, full))]),
  };
}

/** Some wires say the same for both; then the counts tell, where the window is known. */
function isWindowFull({ usage }: ModelTurn, { at }: CutAnswer, { model }: Charter): boolean {
  if (at === 'window') return true;
  return model.contextTokens !== undefined && usage.inputTokens + usage.outputTokens >= model.contextTokens;
}

function withinWindow(state: RunState): RunState {
  return { ...state, transcript: halvedTranscript(state.transcript, state.plan) };
}

function tellModel({ calls }: ModelTurn, full: boolean): string {
  const where = full ? 'since the window was full' : 'at the output limit';
  const what =
    calls.length === 0
      ? 'Give it again, whole and shorter.'
      : `Nothing of it was run, and none of its ${countNoun(calls.length, 'call')} was looked at. Make what you still want to call again, whole, with less beside it.`;
  return `Your last answer was cut off ${where}. ${what}`;
}

function tellEnd(state: RunState, ending: CutAnswer, full: boolean, { model }: Charter): string {
  if (full) {
    return `Two answers in a row were cut off, as the window of ${model.id} was full. Start a new conversation, let tools return less, or use a model with a larger window.`;
  }
  const raised = state.askedAgain?.cut?.maxOutputTokens;
  const limit =
    raised === undefined ? `${model.maxOutputTokens}` : `${model.maxOutputTokens}, then ${raised}`;
  return `Two answers in a row were cut off at the output limit (maxOutputTokens: ${limit}).${tellReasoning(ending)} Raise maxOutputTokens of the agent, or ask it for less at once.`;
}

/** What came is billed, and no answer: the same request goes out again, so often as for an answer that got lost. */
function onBroken(state: RunState, ending: BrokenAnswer, charter: Charter): RunState {
  if (isStopping(state)) return state;
  const lost = state.attempts.lost + 1;
  const known = { ...state, transcript: markKnown(state.transcript), attempts: { ...state.attempts, lost } };
  if (lost < maxLostCalls) return known;
  return ended(known, {
    kind: 'failed',
    reason: {
      code: 'answer_broken',
      message: `${charter.model.id} was asked ${countNoun(lost, 'time')} for one turn and never gave a whole answer. The last: ${tellEnding(ending)} Look whether the provider has a fault, or use another model.`,
    },
  });
}

function heard(state: RunState, { text }: ModelTurn): RunState {
  return text.trim() === '' ? state : { ...state, lastMessage: text };
}

function ended(state: RunState, ending: NonNullable<RunState['ending']>): RunState {
  return isStopping(state) ? state : { ...state, ending };
}
