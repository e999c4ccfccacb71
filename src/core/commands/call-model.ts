import type { CharterModel } from '../charter/charter.ts';
import type { Message } from '../context/message.ts';
import type { TranscriptHead } from '../context/transcript.ts';
import { tellEnding } from '../model/answer-ending.ts';
import type { ModelTurn } from '../model/model-turn.ts';
import { tellUnmadeCall } from '../model/unmade-call.ts';
import { failureTypes } from '../values/failure-types.ts';
import { fieldsOf } from '../values/fields-of.ts';
import { given } from '../values/given.ts';
import type { Activity, StepEnd } from './activity.ts';
import { isText } from './output-shape.ts';

/** Ask the model for its next turn. */
export interface CallModel {
  readonly kind: 'call-model';
  readonly id: string;
  readonly turn: number;
  readonly model: CharterModel;
  readonly charterDigest: string;
  readonly head: TranscriptHead;
  readonly added: readonly Message[];
  /** The execution for which the run knows what resets left behind. */
  readonly pastReadFor?: string;
}

/** `contextHash`: of the transcript that was sent and its length, for the trace. */
export type ModelAnswer = ModelTurn & { readonly contextHash?: string };

export const callModel = {
  type: { own: 'callModel' },
  failures: {
    timedOut: failureTypes.modelBillUnknown,
    cancelled: failureTypes.modelAborted,
    other: failureTypes.modelUnexpected,
  },
  step: { kind: 'model', place: 0, told },
  isReadable: (output) => {
    const { text, calls, usage, ending } = fieldsOf(output);
    const isTold = isText(text) && isEnding(fieldsOf(ending)['kind']);
    return isTold && Array.isArray(calls) && isCount(fieldsOf(usage)['inputTokens']);
  },
  fact: (id, end) =>
    end.kind === 'failed'
      ? { type: 'model-failed', id, failure: end.failure }
      : { type: 'model-answered', id, answer: end.output },
} as const satisfies Activity<ModelAnswer>;

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

function isEnding(kind: unknown): boolean {
  return ['whole', 'cut', 'refused', 'broken'].includes(String(kind));
}

function told(answer: ModelAnswer): StepEnd {
  const { usage, text, costNanoUsd, calls, contextHash } = answer;
  const error = errorOf(answer);
  return {
    tokensUsed: {
      input: usage.inputTokens,
      cachedInput: usage.cachedInputTokens,
      output: usage.outputTokens,
    },
    costNanoUsd,
    ...given({ contextHash, inexact: answer.inexact, error }),
    ...(calls.length === 0 && !error ? { result: text } : text === '' ? {} : { thought: text }),
  };
}

/** Why an answer is none. */
function errorOf({ ending, unmade }: ModelAnswer): StepEnd['error'] {
  if (ending.kind !== 'whole') {
    return {
      type: `answer-${ending.kind}`,
      message: tellEnding(ending),
      retryable: ending.kind !== 'refused',
    };
  }
  return unmade && { type: 'call-not-made', message: tellUnmadeCall(unmade), retryable: true };
}
