import { describe, expect, it } from 'vitest';
import { playTurns, turnIndex } from '../../src/scripted-provider/play-turns.ts';
import type { ScriptedMessage, ScriptedRequest } from '../../src/scripted-provider/scripted-request.ts';

const user: ScriptedMessage = { role: 'user', content: 'Hello' };
const assistant: ScriptedMessage = { role: 'assistant', content: 'Hi', toolCalls: [] };
const result: ScriptedMessage = { role: 'tool', content: 'ok', toolCallId: 'call_1', isError: false };

function request(...messages: ScriptedMessage[]): ScriptedRequest {
  return { model: 'm', system: '', messages, tools: [], maxTokens: 100 };
}

describe('turnIndex', () => {
  it.each([
    ['a first message', [user], 0],
    ['a greeting before it', [assistant, user], 0],
    ['a turn and its results', [user, assistant, result, result], 1],
    ['two turns with user messages between', [assistant, user, assistant, user, user, assistant, result], 2],
  ])('after %s', (_name, messages, index) => {
    expect(turnIndex(request(...messages))).toBe(index);
  });
});

describe('playTurns', () => {
  it('gives the same turn to the same request, however often and in whatever order it is asked', async () => {
    const script = playTurns([{ text: 'one' }, { text: 'two' }]);
    const asked = [[user, assistant], [user], [user, assistant], [user]];
    const texts = asked.map((messages) => script(request(...messages)).text);
    expect(texts).toEqual(['two', 'one', 'two', 'one']);
  });

  it('throws with both counts when the request is further than the turns', () => {
    expect(() => playTurns([{ text: 'one' }])(request(user, assistant))).toThrow(
      'the request asks for turn 2 and the script has 1; add a turn that ends the run',
    );
  });
});
