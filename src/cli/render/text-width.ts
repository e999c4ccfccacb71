const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** Count the terminal columns of one line without escape sequences. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** Cut a line to so many columns, the last of them an ellipsis; a line that fits is left alone. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let room = width - 1;
  for (const { segment } of segmenter.segment(text)) {
    room -= wide.test(segment) ? 2 : 1;
    if (room < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

export function padLeftToWidth(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}

/** Break a text into lines of at most `width` columns, at spaces; a word longer than a line stays whole. */
export function wrapText(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    // What is indented stays so: it is to be pasted, or belongs to the line above.
    const indent = /^ */.exec(paragraph)?.[0] ?? '';
    let line = '';
    for (const word of paragraph.slice(indent.length).split(' ')) {
      if (line !== '' && indent.length + textWidth(line) + 1 + textWidth(word) > width) {
        lines.push(`${indent}${line}`.trimEnd());
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, `${indent}${line}`.trimEnd()];
  });
}

/** Break a text into lines of at most `width` columns, at spaces where there are some, else anywhere. */
export function foldText(text: string, width: number): string[] {
  return wrapText(text, width).flatMap((line) => {
    const parts: string[] = [];
    let part = '';
    for (const { segment } of segmenter.segment(line)) {
      if (textWidth(part) + textWidth(segment) > width) {
        parts.push(part);
        part = '';
      }
      part += segment;
    }
    return [...parts, part];
  });
}
