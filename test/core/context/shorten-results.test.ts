import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/core/context/message.ts';
import { shortenResults } from '../../../src/core/context/shorten-results.ts';
import { appendMessages, emptyTranscript } from '../../../src/core/context/transcript.ts';

const call = (id: string) => ({ id, providerCallId: id, tool: 'read', arguments: {} });
const result = (id: string, content: string): Message => ({
  role: 'tool',
  callId: id,
  providerCallId: id,
  tool: 'read',
  content,
  isError: false,
});
const turn: readonly Message[] = [
  { role: 'user', content: 'Compare both files.', pinned: true },
  {
    role: 'assistant',
    content: '',
    calls: [call('c1.1'), call('c1.2'), call('c1.3')],
    continuation: {
      model: 'anthropic:m',
      parts: [{ kind: 'reasoning', text: 'Hm.', sealed: { anthropic: { signature: 'c2ln' } } }],
    },
  },
  result('c1.1', 'a'.repeat(100_000)),
  result('c1.2', 'b'.repeat(100_000)),
  result('c1.3', 'short'),
];
const window = appendMessages(emptyTranscript, turn);

describe('the results of one turn that fill the window', () => {
  it('are shortened and say so, each still the result of its call', () => {
    const cut = shortenResults(window, window.bytes / 2);
    expect(cut.bytes).toBeLessThanOrEqual(window.bytes / 2);
    expect(cut.messages).toHaveLength(5);
    const [first, , last] = cut.messages.slice(2);
    expect(first).toMatchObject({
      callId: 'c1.1',
      content: expect.stringMatching(
        /^a+…\n\n\(Shortened to fit the window: these are the first 32768 of 100000 characters\. /,
      ),
    });
    expect(last).toEqual(turn[4]);
    expect(cut.known.length).toBe(5);
  });

  it('go without what the provider sealed under the whole window', () => {
    expect(shortenResults(window, window.bytes / 2).messages[1]).not.toHaveProperty('continuation');
  });

  it('keep some of each, however little room there is', () => {
    const cut = shortenResults(window, 10);
    expect(cut.messages[2]).toMatchObject({ content: expect.stringMatching(/^a{400,}/) });
    expect(cut.bytes).toBeLessThan(4_000);
  });

  it('stay as they are where they fit', () => {
    expect(shortenResults(window, window.bytes)).toBe(window);
  });
});
