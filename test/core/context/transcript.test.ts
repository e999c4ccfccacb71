import { describe, expect, it } from 'vitest';
import type { Continuation } from '../../../src/core/context/continuation.ts';
import type { Message } from '../../../src/core/context/message.ts';
import {
  appendMessages,
  emptyHead,
  emptyTranscript,
  extendHead,
  trimTranscript,
} from '../../../src/core/context/transcript.ts';

const continuation: Continuation = {
  model: 'anthropic:m',
  parts: [{ kind: 'reasoning', text: 'Hm.', sealed: { anthropic: { signature: 'c2ln' } } }],
};
const said = (content: string): Message => ({ role: 'assistant', content, calls: [], continuation });
const window = appendMessages(emptyTranscript, [
  { role: 'user', content: 'Do it.', pinned: true },
  said('x'.repeat(2_000)),
  said('One.'),
  said('Two.'),
]);

describe('a window that is cut', () => {
  it('keeps its last turns without what a provider sealed under the whole of it', () => {
    const cut = trimTranscript(window, 1_000, (omitted) => `${omitted} messages.`);
    expect(cut.messages.slice(2)).toEqual([
      { role: 'assistant', content: 'One.', calls: [] },
      { role: 'assistant', content: 'Two.', calls: [] },
    ]);
  });

  it('stays as it is, with all that was sealed, where nothing of it is left out', () => {
    expect(trimTranscript(window, 100_000, () => '')).toBe(window);
  });
});

describe('the head of a window', () => {
  it('covers what a provider sealed', () => {
    const { digest } = extendHead(emptyHead, [said('One.')]);
    const other: Message = {
      ...said('One.'),
      continuation: { ...continuation, model: 'anthropic:other' },
    } as Message;
    expect(extendHead(emptyHead, [other]).digest).not.toBe(digest);
    expect(extendHead(emptyHead, [{ role: 'assistant', content: 'One.', calls: [] }]).digest).not.toBe(
      digest,
    );
  });
});
