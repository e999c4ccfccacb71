/**
 * What a page or a line of text says that is no JSON: its words without markup, on one line. Of a page's head its title.
 *
 * Takes time in proportion to the text: a tag ends before the next one begins.
 */
export function plainWords(text: string): string {
  return withoutUnread(text)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Without scripts, styles and heads that are closed. */
function withoutUnread(html: string): string {
  const closings = new Map<string, number[]>();
  for (const { index, 1: name = '' } of html.matchAll(/<\/(script|style|head)>/gi)) {
    const places = closings.get(name.toLowerCase()) ?? [];
    if (places.length === 0) closings.set(name.toLowerCase(), places);
    places.push(index);
  }
  for (const places of closings.values()) places.reverse();
  let kept = '';
  let at = 0;
  for (const { index, 1: name = '' } of html.matchAll(/<(script|style|head)\b/gi)) {
    if (index < at) continue;
    const places = closings.get(name.toLowerCase()) ?? [];
    while ((places.at(-1) ?? index) < index) places.pop();
    const close = places.at(-1);
    if (close === undefined) continue;
    kept += `${html.slice(at, index)} ${titleIn(html.slice(index, close))} `;
    at = close + name.length + 3;
  }
  return kept + html.slice(at);
}

function titleIn(head: string): string {
  return /<title[^<>]*>([^<]*)<\/title>/i.exec(head)?.[1] ?? '';
}
