const removed = '[removed]';
/** Shorter ones stand for no key, and everywhere in texts. */
const shortestSecret = 10;

/**
 * Take known secrets out of every text in a value: as they are, and as URLs and base64 spell them.
 *
 * Before anything is cut: half a key would no longer be known as one.
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
    return spellings.reduce((text, spelling) => text.replaceAll(spelling, removed), value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, spellings));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cleaned(member, spellings)]));
}
