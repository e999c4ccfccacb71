import { describe, expect, it } from 'vitest';
import { readScript } from '../../src/scripted-provider/read-script.ts';

const mistakesOf = (source: unknown): readonly string[] => {
  const read = readScript(source);
  return read.kind === 'invalid' ? read.mistakes : [];
};

describe('readScript', () => {
  it.each([
    ['an object with turns', { turns: [{ text: 'Hi' }] }],
    ['the turns alone', [{ text: 'Hi' }]],
  ])('plays %s in their order', (_, source) => {
    const read = readScript(source);
    if (read.kind === 'invalid') throw new Error(read.mistakes.join());
    const request = { model: 'm', system: '', messages: [], tools: [], maxTokens: undefined };
    const sent = { path: '/', body: {}, text: '', streamed: false };
    expect(read.script(request, sent)).toEqual({ text: 'Hi' });
  });

  it('takes a function as it is', () => {
    const script = () => ({ text: 'Hi' });
    expect(readScript(script)).toEqual({ kind: 'script', script });
  });

  it.each([
    [undefined, 'it is no script; give { turns: [ … ] } or a function of the request'],
    [{ turns: [] }, 'turns: holds no turn; give one at least'],
    [{ turns: [{ text: 7 }] }, 'turns[0].text: is a number where a text belongs'],
    [
      { turns: [{ text: 'a' }, { toolCalls: [{ arguments: {} }] }] },
      'turns[1].toolCalls[0].name: is missing',
    ],
    [
      { turns: [{ finish: 'stop' }] },
      'turns[0].finish: is none of "whole", "length", "refused", "error", "unknown"',
    ],
    [
      { turns: [{ text: 'a', tex: 'a' }] },
      'turns[0]: has no field "tex"; it takes text, toolCalls, usage, delayMs, finish, reasoning, raw',
    ],
    [
      { turns: [{ toolCalls: [{ name: 'a', arguments: {}, args: {} }] }] },
      'turns[0].toolCalls[0]: has no field "args"; it takes id, name, arguments',
    ],
    [{ turns: [{ text: '' }], model: 'm' }, 'has no field "model"; it takes turns'],
    [
      { turns: [{}] },
      'turns[0]: says nothing; give one of text, toolCalls, finish, reasoning, raw (an empty answer is text: "")',
    ],
    [{ turns: [{ text: '', usage: { inputTokens: 1 } }] }, 'turns[0].usage.outputTokens: is missing'],
    [{ turns: [{ toolCalls: [{ name: 'a' }] }] }, 'turns[0].toolCalls[0].arguments: is missing'],
    [{ turns: [{ text: '', delayMs: -1 }] }, 'turns[0].delayMs: is below 0'],
    [{ turns: [{ raw: { status: 99, body: '' } }] }, 'turns[0].raw.status: is below 200'],
  ])('says what is wrong in %o, and where', (source, mistake) => {
    expect(mistakesOf(source)).toEqual([mistake]);
  });

  it('tells ten mistakes and counts the rest', () => {
    const mistakes = mistakesOf(Array.from({ length: 30 }, () => ({ text: 1 })));
    expect(mistakes).toHaveLength(11);
    expect(mistakes.at(-1)).toBe('and 20 more');
  });

  it('refuses more turns than anybody writes', () => {
    expect(mistakesOf(Array.from({ length: 10_001 }, () => ({ text: 'a' })))).toEqual([
      'turns: holds more than 10000 turns',
    ]);
  });
});
