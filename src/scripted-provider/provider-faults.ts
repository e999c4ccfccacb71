import type { ScriptedRequest, ScriptedTurn } from './scripted-request.ts';

/** Something that goes wrong on purpose. */
export type ProviderFault =
  /** 429; without `retryAfterSeconds` the header is left out. */
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds?: number }
  /** 500 with the protocol's error body. */
  | { readonly kind: 'server-error' }
  /** 529 with the protocol's error body. */
  | { readonly kind: 'overloaded' }
  /** The right answer, late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Status and headers and half of the body, then the connection is destroyed. */
  | { readonly kind: 'cut' }
  /** The connection is destroyed before a byte of the answer. */
  | { readonly kind: 'reset' }
  /** A 200 whose body is not JSON. */
  | { readonly kind: 'malformed-json' }
  /** The right answer without its usage. */
  | { readonly kind: 'missing-usage' }
  /** This turn in the place of the script's: an ending or a raw answer that comes once, or so often as its rule says. */
  | { readonly kind: 'answer'; readonly turn: ScriptedTurn };

/** A fault and the requests that it hits. */
export interface ProviderFaultRule {
  readonly fault: ProviderFault;
  /** How many requests it hits before it is spent; default: all. */
  readonly next?: number;
  /** Which requests it hits; default: any. */
  readonly when?: (request: ScriptedRequest) => boolean;
}

/** Keep rules and hand out the first that hits a request, counting `next` down. */
export function createFaultPlan(
  rules: readonly ProviderFaultRule[],
): (request: ScriptedRequest) => ProviderFault | undefined {
  const left = rules.map((rule) => ({ rule, remaining: rule.next ?? Number.POSITIVE_INFINITY }));
  return (request) => {
    const hit = left.find(({ rule, remaining }) => remaining > 0 && (rule.when?.(request) ?? true));
    if (hit === undefined) return undefined;
    hit.remaining -= 1;
    return hit.rule.fault;
  };
}
