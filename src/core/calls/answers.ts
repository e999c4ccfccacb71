import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import type { Json } from '../values/json.ts';
import { normaliseText } from '../values/normalise-text.ts';
import type { CallAnswer } from './call.ts';
import { maxCallsPerTurn } from './turn-limits.ts';

/**
 * What the model reads for a call; the run and its trace take the words from here.
 *
 * Words from outside come in without what nobody sees. The output itself stays in the history as it was.
 */

export function outputAnswer(output: Json): CallAnswer {
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  return { content: normaliseText(text), isError: false };
}

export function rejectionAnswer(message: string): CallAnswer {
  return { content: `Error: ${normaliseText(message)}`, isError: true };
}

export function denialAnswer(reason: string): CallAnswer {
  return { content: `Not run: ${normaliseText(reason)}`, isError: true };
}

/** `because`: who rejected it, and why. */
export function rejectedBeforeAnswer(because: string): CallAnswer {
  return denialAnswer(
    `${because}. It is the same call, and nothing changed since: nobody was asked again. Do something else, or ask the user.`,
  );
}

export function voidedAnswer(what: string): CallAnswer {
  return denialAnswer(
    `what it rests on changed since it was looked at: ${what}. Look again before you propose it anew.`,
  );
}

export function unservedAnswer(tool: string, { type }: Pick<Failure, 'type'>): CallAnswer {
  if (type === failureTypes.pastUnread)
    return denialAnswer('what this run did before its reset could not be read for 15 minutes.');
  return denialAnswer(`no worker that has the tool ${tool} took it for 15 minutes.`);
}

export const tooManyCallsAnswer: CallAnswer = denialAnswer(
  `at most ${maxCallsPerTurn} calls of one turn are run; propose it again in a later turn.`,
);

export const cancelledAnswer: CallAnswer = denialAnswer('the run was cancelled.');

export const timeUpAnswer: CallAnswer = denialAnswer('the time of the run was up.');

export const resultsTooLargeAnswer: CallAnswer = {
  content:
    'Error: the call was carried out, but the results of this turn are too large together. ' +
    'Call fewer tools in one turn, or ask for less.',
  isError: true,
};

/** Of a call that was sent: why nobody waits any more to hear what it did. */
export function leftUnknownAnswer(tool: string, stopped: string, failure: Failure | undefined): CallAnswer {
  const told = failure === undefined ? '' : ` (${failure.message})`;
  const content = `Error: ${tool} was sent, and nobody knows whether it took effect${told}. ${stopped} before that was found out.`;
  return { content: normaliseText(content), isError: true };
}

export function failureAnswer(tool: string, failure: Failure): CallAnswer {
  return { content: `Error: ${normaliseText(failureSentence(tool, failure))}`, isError: true };
}

function failureSentence(tool: string, failure: Failure): string {
  switch (failure.type) {
    case failureTypes.toolTransient:
    case failureTypes.toolTimedOut:
      return `${tool} could not be reached after ${failure.attempts ?? 1} attempts (${failure.message}). This is not an empty result.`;
    case failureTypes.toolOutputInvalid:
    case failureTypes.toolOutputTooLarge:
      return failure.message;
    default:
      return `${tool} failed unexpectedly (${failure.message}). This is not an empty result.`;
  }
}
