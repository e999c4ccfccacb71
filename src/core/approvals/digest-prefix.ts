/** As a person is shown a digest, and types it: enough to tell one approval of a run from what it might have become. */
const shownChars = 8;

/** Cut a digest to the part that people are shown. */
export function shortDigest(digest: string): string {
  return digest.slice(0, shownChars);
}

/** Whether a text may stand for a digest: its first 8 to 64 characters, in either case. */
export function isDigestPrefix(text: string): boolean {
  return /^[0-9a-f]{8,64}$/i.test(text);
}

/** Whether somebody who names `given` has seen what `digest` was made of. */
export function matchesDigest(digest: string, given: string): boolean {
  return isDigestPrefix(given) && digest.startsWith(given.toLowerCase());
}
