import { describe, expect, it } from 'vitest';
import { paletteFor } from '../../../src/cli/render/palette.ts';

describe('paletteFor', () => {
  it('colours on a terminal', () => {
    expect(paletteFor({ isTTY: true }, {}).bad('failed')).toBe('\u001b[31mfailed\u001b[39m');
  });
  it('never colours off a terminal, with NO_COLOR or on a dumb one', () => {
    expect(paletteFor({}, {}).bad('failed')).toBe('failed');
    expect(paletteFor({ isTTY: true }, { NO_COLOR: '1' }).bad('failed')).toBe('failed');
    expect(paletteFor({ isTTY: true }, { TERM: 'dumb' }).bad('failed')).toBe('failed');
  });
});
