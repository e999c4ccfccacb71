import { describe, expect, it } from 'vitest';
import { TextTail } from '../../../src/activities/model/text-tail.ts';

describe('TextTail', () => {
  it('says nothing before there is text', () => {
    expect(new TextTail({ turn: 1, attempt: 1 }).read()).toBeUndefined();
  });

  it('counts the whole text and keeps its last 4,096 characters', () => {
    const tail = new TextTail({ turn: 3, attempt: 2 });
    tail.add('a'.repeat(4_000));
    tail.add('b'.repeat(1_000));
    expect(tail.read()).toEqual({
      turn: 3,
      attempt: 2,
      length: 5_000,
      tail: 'a'.repeat(3_096) + 'b'.repeat(1_000),
    });
  });

  it.each([
    ['a thought that goes on', ['<think>\nUp to ', '40%.'], undefined],
    ['a tag that has only begun', ['<thi'], undefined],
    ['a thought that has ended', ['<think>\nUp to 40%.\n</th', 'ink>\n\nYou get ', '10%'], 'You get 10%'],
    ['a tag in brackets that has only begun', ['[TH'], undefined],
    ['a thought in brackets', ['[THINK]Up to ', '40%.[/THI', 'NK]You get 10%'], 'You get 10%'],
    ['a thought in the tokens of Cohere', ['<|START_THINK', 'ING|>Up to 40%.'], undefined],
    ['an analysis that goes on', ['<analysis>\nUp to ', '40%.'], undefined],
    ['a channel', ['<|channel|>analysis<|message|>Up to', ' 40%.'], undefined],
    ['a channel without its marks', ['analysis', 'We may go up to 40%.'], undefined],
    ['an end token', ['You get 10%', '<|im_end|>'], 'You get 10%'],
    ['a thought that was never opened', ['Up to 40%.\n</think>\n', 'You get'], 'You get'],
  ])('tells no thoughts: %s', (_name, deltas, told) => {
    const tail = new TextTail({ turn: 1, attempt: 1 });
    for (const delta of deltas) tail.add(delta);
    expect(tail.read()?.tail).toBe(told);
  });

  const call = '{"name":"pay","arguments":{"usd":30}}';
  it.each([
    ['a call in tags', `I pay.\n<tool_call>${call}</tool_call>`, 'I pay.'],
    ['a call of another form', `I pay.\n[TOOL_CALLS][${call}]`, 'I pay.'],
    ['a call that is all of it', call, undefined],
    ['a call to a channel', `<|channel|>commentary to=functions.pay <|message|>${call}`, undefined],
  ])('tells nothing of %s, however much of it has come', (_what, text, told) => {
    for (let length = 1; length <= text.length; length++) {
      const tail = new TextTail({ turn: 1, attempt: 1 });
      tail.knowTools(['pay']);
      tail.add(text.slice(0, length));
      expect(tail.read()?.tail ?? '').toMatch(/^(?:I( (p(a(y\.?)?)?)?)?\s*)?$/);
    }
    const tail = new TextTail({ turn: 1, attempt: 1 });
    tail.knowTools(['pay']);
    tail.add(text);
    expect(tail.read()?.tail.trim()).toBe(told);
  });

  it.each([
    'You pay <b>30</b> dollars.\n<p>Soon.</p>',
    'See [1] and\n[2] for more.',
    '{"usd": 30}',
    'Write:\n```\n<tool_call>\n```\nto call.',
    `\n<tools are nice>\n${'Words. '.repeat(80)}`,
  ])('tells what only looks a little like one: %j', (text) => {
    const tail = new TextTail({ turn: 1, attempt: 1 });
    tail.knowTools(['pay']);
    tail.add(text);
    expect(tail.read()?.tail).toBe(text);
  });

  it('tells prose that begins with a mark once its line goes on', () => {
    const tail = new TextTail({ turn: 1, attempt: 1 });
    tail.add('Yours:\n[1]');
    expect(tail.read()?.tail).toBe('Yours:\n[1]');
  });

  it('reads a text of four times the length in about four times the time', () => {
    const readingMs = (length: number): number =>
      Math.min(
        ...Array.from({ length: 4 }, () => {
          const tail = new TextTail({ turn: 1, attempt: 1 });
          tail.add('<think>\n'.repeat(length / 8));
          const start = process.cpuUsage();
          tail.read();
          return process.cpuUsage(start).user / 1_000;
        }),
      );
    expect(readingMs(256_000)).toBeLessThan(5 * readingMs(64_000) + 100);
  });

  it('does not read a text again that has not grown', () => {
    const tail = new TextTail({ turn: 1, attempt: 1 });
    tail.add('You get 10%');
    expect(tail.read()).toBe(tail.read());
  });
});
