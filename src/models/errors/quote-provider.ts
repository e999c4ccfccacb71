import { boundedText } from '../../core/values/bounded-text.ts';

const longest = 300;
/** So much is looked through: what is taken out of it may be long. */
const lookedAt = 2_000;

/** What stands before a key. */
const labels = [
  /\b((?:Bearer|Basic|Token)\s+)[\w.~+/=*-]{8,}/gi,
  /\b((?:x-)?(?:goog-)?(?:api|auth|access|secret)[-_ ]?(?:key|token)["']?\s{0,4}[:=]\s{0,4}["']?)[^\s"',;}&]{8,}/gi,
  /([?&](?:key|token|sig|signature|code|[\w-]{0,20}(?:key|token|secret))=)[^\s"'&#]{4,}/gi,
];
/** Forms of keys that are known by their beginning. */
const forms = [
  /\b(?:sk|pk|rk|gsk|key|xai|nvapi|hf|fw|tgp|r8|csk|pplx|tvly|gw|gh[pousr]|github_pat|glpat|xox[abprs])[-_](?=[\w*-]{12})[\w*-]+/g,
  /\b(?:AIza|AKIA|ASIA|ya29\.)[\w*-]{12,}/g,
  /\beyJ[\w-]{8,200}\.[\w.-]+/g,
];

/**
 * Cut a provider's message to 300 characters on one line, with anything that looks like a key, or a name and password in
 * an address, taken out.
 */
export function quoteProvider(text: string): string {
  let safe = beginningOf(text.replace(/\s+/g, ' ').trim());
  for (const label of labels) safe = safe.replace(label, '$1[removed]');
  for (const form of forms) safe = safe.replace(form, '[removed]');
  // To the last at sign of the host's part: a password may hold one.
  safe = safe.replace(/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#]{1,300}@/gi, '$1[removed]@');
  return boundedText(safe, { chars: longest });
}

/** Without a piece of a word where it is cut: half a key is not known as one. */
function beginningOf(text: string): string {
  return text.length <= lookedAt ? text : text.slice(0, lookedAt).replace(/\S{1,200}$/, '');
}
