/**
 * Take out what could steer a terminal: control and bidirectional-override characters.
 *
 * Texts come from models, tools and other people. Line ends and tabs stay.
 */
export function cleanText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Make one clean line of a text: every run of white space becomes one space. */
export function oneLine(text: string): string {
  return cleanText(text.replaceAll(/\s+/gu, ' ')).trim();
}
