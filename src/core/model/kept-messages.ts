import type { Continuation } from '../context/continuation.ts';
import type { AssistantMessage } from '../context/message.ts';
import { callId } from '../ids/ids.ts';
import { given } from '../values/given.ts';
import { callsOf, type ModelTurn } from './model-turn.ts';

/**
 * What an answer leaves in the transcript; the worker derives the same for its cache.
 *
 * Of one that is cut or that made no call, its text; of one that was refused or broken off, nothing.
 */
export function keptMessages(turn: number, answer: ModelTurn): readonly AssistantMessage[] {
  const { kind } = answer.ending;
  if (kind === 'refused' || kind === 'broken') return [];
  const calls = callsOf(answer);
  if (calls.length === 0 && answer.text.trim() === '') return [];
  return [
    {
      role: 'assistant',
      content: answer.text,
      calls: calls.map((call, index) => ({
        id: callId(turn, index + 1),
        providerCallId: call.providerCallId,
        tool: call.tool,
        arguments: call.arguments,
        ...given({ malformed: call.malformed }),
      })),
      ...given({ continuation: continuationOf(answer, calls.length) }),
    },
  ];
}

/** What came with calls that are left out cannot go back without them: providers refuse a part of an answer. */
function continuationOf({ continuation, calls }: ModelTurn, kept: number): Continuation | undefined {
  return continuation === undefined || kept === calls.length ? continuation : { model: continuation.model };
}
