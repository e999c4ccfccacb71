const removed = '[removed]';
/** Shorter ones stand for no key, and everywhere in texts. */
const shortestSecret = 10;

/** At the end of a text that was cut; fewer characters tell nothing of a key. */
const shortestPart = 4;
const cutMark = '…';

/**
 * Take known secrets out of every text in a value: as they are, and as URLs and base64 spell them; of a text that was cut
 * also what is left of one at its end.
 */
export function withoutSecrets<Value>(value: Value, secrets: readonly string[]): Value {
  const spellings = secrets.filter((secret) => secret.length >= shortestSecret).flatMap(spellingsOf);
  return spellings.length === 0 ? value : (cleaned(value, spellings) as Value);
}

function spellingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  const spelt = [secret, encodeURIComponent(secret), base64, base64.replace(/=+$/, '')];
  return [...new Set(spelt)].sort((a, b) => b.length - a.length);
}

function cleaned(value: unknown, spellings: readonly string[]): unknown {
  if (typeof value === 'string')
    return spellings.reduce(
      (text, spelling) => withoutPart(text.replaceAll(spelling, removed), spelling),
      value,
    );
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, spellings));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cleaned(member, spellings)]));
}

function withoutPart(text: string, spelling: string): string {
  if (!text.endsWith(cutMark)) return text;
  const kept = text.slice(0, -cutMark.length);
  for (let length = Math.min(spelling.length, kept.length); length >= shortestPart; length--) {
    if (kept.endsWith(spelling.slice(0, length))) return `${kept.slice(0, -length)}${removed}`;
  }
  return text;
}
