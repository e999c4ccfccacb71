import type { ScriptedRequest, ScriptedTurn } from './scripted-request.ts';

/**
 * Make a script that plays turns in order, whoever asks and however often.
 *
 * @throws Error when the request is further than the turns; the provider answers it as a bad request.
 */
export function playTurns(turns: readonly ScriptedTurn[]): (request: ScriptedRequest) => ScriptedTurn {
  return (request) => {
    const index = turnIndex(request);
    const turn = turns[index];
    if (turn === undefined) {
      throw new Error(
        `the request asks for turn ${index + 1} and the script has ${turns.length}; add a turn that ends the run`,
      );
    }
    return turn;
  };
}

/**
 * Tell which turn a request asks for, from 0: the number of assistant messages after the first user message.
 *
 * A greeting stands before the first user message and is not a turn of the model. Counts what the request holds, so it
 * is too low once a working window has dropped older turns.
 */
export function turnIndex(request: ScriptedRequest): number {
  const first = request.messages.findIndex((message) => message.role === 'user');
  return request.messages.slice(first + 1).filter((message) => message.role === 'assistant').length;
}
