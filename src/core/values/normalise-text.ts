/**
 * Take out of a text what nobody sees and a model still reads; visible text stays as it is.
 *
 * Goes: control characters except line feed and tab (`\r\n` and `\r`, `\v`, `\f` become line feeds), zero-width, bidi
 * and other invisible format characters, fillers, the tag block, variation selectors and joiners that shape nothing,
 * noncharacters. Half a surrogate pair becomes U+FFFD.
 *
 * Stays: a joiner inside an emoji sequence, one joiner after a character of a script that shapes its letters by them
 * (Persian, Arabic, the Indic ones), one variation selector after an emoji, an ideograph or a Mongolian letter that may
 * take it. Flags of regions that are written with tags become plain black flags.
 *
 * No NFC: two spellings of a letter may be two names to a tool. Goes by fixed ranges, not by the tables of the engine,
 * so that a replay on a later Node gives the same text. Idempotent; never longer in UTF-8 bytes.
 */
export function normaliseText(text: string): string {
  if (harmless.test(text)) return text;
  return text.toWellFormed().replaceAll(lineEnds, '\n').replaceAll(invisible, '');
}

/**
 * Write out by its number what nobody sees, in the place where it stands: `⟨U+202E⟩`. What `normaliseText` takes out, but
 * for `\r` before a line feed; line and paragraph separators and blanks that are no spaces too.
 */
export function markInvisible(text: string): string {
  if (harmless.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(lineEnds, mark)
    .replaceAll(invisible, mark)
    .replaceAll(blanks, mark);
}

function mark(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `⟨U+${point.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Most texts: ASCII and Latin without controls. */
const harmless = /^[\t\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f]*$/;
const lineEnds = /\r\n|[\r\v\f]/g;
/** Half surrogate pairs, separators of lines, a pattern without dots. */
const blanks = /[\u2028\u2029\u2800\ud800-\udfff]/gu;

const pictograph =
  '\\u00a9\\u00ae\\u203c\\u2049\\u2122\\u2139\\u2190-\\u21ff\\u2300-\\u23ff\\u24c2\\u25a0-\\u27bf\\u2900-\\u297f' +
  '\\u2b00-\\u2bff\\u3030\\u303d\\u3297\\u3299\\u{1f000}-\\u{1faff}';
const ideograph = '\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
const mongolian = '\\u1807\\u1820-\\u18aa';
/** Syriac to Mandaic, Devanagari to Tibetan, Myanmar, Khmer and Mongolian, with their marks. */
const joining =
  '\\u0620-\\u065f\\u066e-\\u06dc\\u06df-\\u06ff\\u0710-\\u07ff\\u0840-\\u085f\\u0860-\\u08e1\\u08e3-\\u0fff' +
  '\\u1000-\\u109f\\u1780-\\u17b3\\u17b6-\\u17df\\u1807\\u1820-\\u18aa\\ufb50-\\ufdcf\\ufdf0-\\ufdff\\ufe70-\\ufefc';

/** The last two of every plane above the first. */
const nonCharacters = Array.from({ length: 16 }, (_, i) => (i + 1).toString(16))
  .map((plane) => `\\u{${plane}fffe}\\u{${plane}ffff}`)
  .join('');

/** Each line takes one kind of invisible character, unless it stands where it shapes what is seen. */
const invisible = new RegExp(
  [
    '[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f]',
    '[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f]',
    '[\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}]',
    '[\\u{e0000}-\\u{e00ff}\\u{e01f0}-\\u{e0fff}]',
    `[\\ufdd0-\\ufdef\\ufffe\\uffff${nonCharacters}]`,
    `(?<![${joining}])\\u200c`,
    `(?<![${joining}]|[${pictograph}]\\ufe0f?(?=\\u200d[${pictograph}]))\\u200d`,
    `(?<![${pictograph}]|[0-9#*](?=\\ufe0f\\u20e3))\\ufe0f`,
    `(?<![${pictograph}])\\ufe0e`,
    `(?<![${ideograph}])[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]`,
    '[\\ufe03-\\ufe0d]',
    `(?<![${mongolian}])[\\u180b-\\u180d\\u180f]`,
  ].join('|'),
  'gu',
);
