import { describe, expect, it } from 'vitest';
import { cutText, textWidth, wrapText } from '../../../src/cli/render/text-width.ts';

describe('textWidth', () => {
  it('counts wide characters twice and combining ones not at all', () => {
    expect(textWidth('日本')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('✅ ok')).toBe(5);
  });
});

describe('cutText', () => {
  it('leaves a text that fits alone', () => {
    expect(cutText('refund', 6)).toBe('refund');
  });
  it('ends a cut text with an ellipsis inside the width', () => {
    expect(cutText('refund order', 8)).toBe('refund…');
    expect(cutText('日本日本', 6)).toBe('日本…');
  });
});

describe('wrapText', () => {
  it('breaks at spaces and keeps a long word whole', () => {
    expect(wrapText('a refund of agent/retail/some-long-id is due', 12)).toEqual([
      'a refund of',
      'agent/retail/some-long-id',
      'is due',
    ]);
  });
  it('keeps what is indented so, over all of its lines', () => {
    expect(wrapText("a: {\n  'b': 'a long',\n},", 12)).toEqual(['a: {', "  'b': 'a", "  long',", '},']);
  });
  it('keeps the line ends of the text', () => {
    expect(wrapText('one\n\ntwo', 12)).toEqual(['one', '', 'two']);
  });
});
