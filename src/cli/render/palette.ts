import { styleText } from 'node:util';

/** Colours by meaning. What they say always stands in words too. */
export interface Palette {
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

export const plainPalette: Palette = {
  good: (text) => text,
  warn: (text) => text,
  bad: (text) => text,
  dim: (text) => text,
  strong: (text) => text,
};

const colourPalette: Palette = {
  good: (text) => styleText('green', text, { validateStream: false }),
  warn: (text) => styleText('yellow', text, { validateStream: false }),
  bad: (text) => styleText('red', text, { validateStream: false }),
  dim: (text) => styleText('dim', text, { validateStream: false }),
  strong: (text) => styleText('bold', text, { validateStream: false }),
};

/** Choose colours for a stream: only on a terminal, and never with `NO_COLOR` or a dumb one. */
export function paletteFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Palette {
  const wanted = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return wanted ? colourPalette : plainPalette;
}
