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
    [{ turns: [{ text: 7 }] }, 'turns[0].text: Invalid input: expected string, received number'],
    [
      { turns: [{ text: 'a' }, { toolCalls: [{ arguments: {} }] }] },
      'turns[1].toolCalls[0].name: Invalid input: expected string, received undefined',
    ],
    [
      { turns: [{ finish: 'stop' }] },
      'turns[0].finish: Invalid option: expected one of "whole"|"length"|"refused"|"error"|"unknown"',
    ],
    [{ turns: [{ tex: 'a' }] }, 'turns[0]: Unrecognized key: "tex"'],
    [{ turns: [{}], model: 'm' }, 'Unrecognized key: "model"'],
    [{ turns: [{ delayMs: -1 }] }, 'turns[0].delayMs: is below 0'],
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
