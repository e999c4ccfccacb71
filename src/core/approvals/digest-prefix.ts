/** So many characters of a digest are shown to people, and must be named at least by them. */
const shownChars = 8;
const prefixOfDigest = new RegExp(`^[0-9a-f]{${shownChars},64}$`, 'i');

/** Cut a digest to the part that people are shown. */
export function shortDigest(digest: string): string {
  return digest.slice(0, shownChars);
}

/** Whether a text may stand for a digest: its first 8 to 64 characters, in either case. */
export function isDigestPrefix(text: string): boolean {
  return prefixOfDigest.test(text);
}

/** Whether somebody who names `given` has seen what `digest` was made of. */
export function matchesDigest(digest: string, given: string): boolean {
  return given.length >= shownChars && digest.startsWith(given.toLowerCase());
}
