import { boundedText } from '../../core/values/bounded-text.ts';

const longest = 300;

/** Cut a provider's message to 300 characters on one line, with anything that looks like a key taken out. */
export function quoteProvider(text: string): string {
  const safe = text
    .replace(/\b((?:Bearer|Basic)\s+)[\w.~+/=*-]{8,}/gi, '$1[removed]')
    .replace(/\b((?:x-)?api[-_ ]?key["']?\s*[:=]\s*["']?)[^\s"',;}]{8,}/gi, '$1[removed]')
    .replace(/\b(?:sk|pk|gsk|key|xai|nvapi|hf|AIza|AKIA)[-_]?[\w*-]{12,}/g, '[removed]')
    .replace(/\beyJ[\w-]{8,}\.[\w.-]+/g, '[removed]')
    .replace(/\s+/g, ' ')
    .trim();
  return boundedText(safe, { chars: longest });
}
