import { describe, expect, it } from 'vitest';
import { cleanText, oneLine } from '../../../src/cli/render/clean-text.ts';

describe('cleanText', () => {
  it('takes out escape sequences that a model may write', () => {
    expect(cleanText('\u001b[31mred\u001b[0m\u0007')).toBe('[31mred[0m');
    expect(cleanText('\u009b2Jgone')).toBe('2Jgone');
  });
  it('takes out overrides of the writing direction', () => {
    expect(cleanText('abc\u202edef')).toBe('abcdef');
  });
  it('keeps line ends and tabs', () => {
    expect(cleanText('a\r\nb\tc')).toBe('a\nb\tc');
  });
});

describe('oneLine', () => {
  it('makes one space of every run of white space', () => {
    expect(oneLine('  two\n\n words\t')).toBe('two words');
  });
});
