import { kindsOf } from './error-wordings.ts';

/** Of what a name may speak as an error does. */
const telling =
  /rate|limit|thrott|filter|moderat|polic|violat|overload|quota|balance|credit|billing|budget|spend|context|capacity|busy|unavailable|safety|flag|prohibit|sensitive|too.?(?:many|long|large)/i;
/** Pieces in quotes: an apostrophe within a word opens none. */
const quoted = /`([^`\n]{1,300})`|(?<!\w)'([^'\n]{1,300})'(?!\w)|"([^"\n]{1,300})"|“([^”\n]{1,300})”/g;
/** Words joined by signs or by capitals, as in code. */
const joined = /[A-Za-z][A-Za-z0-9]*(?:[_.][A-Za-z0-9]+)+|\b[a-z]{2,}(?:[A-Z][a-z0-9]+)+\b/g;
/** A sentence that says something of the name that it quotes. */
const aboutNames =
  /\b(?:invalid|unknown|unsupported|unexpected|unrecogni[sz]ed|undefined|duplicate|missing|malformed|schema|function|tool|field|property|propert(?:y|ies)|parameter|argument|header|names?|required|not (?:an? )?(?:found|allowed|permitted|valid|defined)|must (?:be|match|have|contain)|does not)\b/i;

const kinds: ReadonlySet<string> = new Set(Object.values(kindsOf).flatMap((names) => [...names]));

/**
 * Take the names out of an error's text that it quotes from the request, tools and fields say: they may be called anything,
 * `get_rate_limit` too. Kinds of errors stay, and so does a sentence that somebody else said, where nothing is said of it.
 */
export function withoutNames(text: string): string {
  const around = text.replace(quoted, ' ');
  const isAbout = aboutNames.test(around);
  return text
    .replace(quoted, (piece: string) => {
      const inner = piece.slice(1, -1);
      if (kinds.has(inner.toLowerCase()) || !telling.test(inner)) return piece;
      return isAbout || !/\s/.test(inner) ? ' ' : piece;
    })
    .replace(joined, (name: string) =>
      kinds.has(name.toLowerCase()) || !telling.test(name) || isKnownField(name) ? name : ' ',
    );
}

/** Of the wires, in the words of providers. */
function isKnownField(name: string): boolean {
  return /^(?:max_|n_ctx|num_ctx|inputs|free_tier)|tokens?$/.test(name);
}
