import type { OutputLimitField } from '../../core/charter/model-options.ts';
import { fieldsOf } from '../../core/values/fields-of.ts';
import { given } from '../../core/values/given.ts';
import type { ModelRequest } from '../model-port.ts';

/**
 * Put into a request's body what the SDKs have no field for; undefined leaves it as it is.
 *
 * The output limit goes out as it was reserved, thinking counted: an SDK adds what it lets the model think.
 */
export function wireBody(
  body: unknown,
  { maxOutputTokens, options = {} }: ModelRequest,
  outputLimitField: OutputLimitField | undefined,
): string | undefined {
  if (typeof body !== 'string' || !body.startsWith('{')) return undefined;
  const sent = JSON.parse(body) as Record<string, unknown>;
  const limited = withLimit(withTier(sent, options.serviceTier), maxOutputTokens, outputLimitField);
  const changed = withGoogleBudget(limited, maxOutputTokens);
  return changed === sent ? undefined : JSON.stringify(changed);
}

type Body = Record<string, unknown>;

function withTier(body: Body, serviceTier: string | undefined): Body {
  return serviceTier === undefined ? body : { ...body, service_tier: serviceTier };
}

function withLimit(body: Body, reserved: number, field: OutputLimitField | undefined): Body {
  const { max_tokens, max_completion_tokens, ...rest } = body;
  const sent = max_completion_tokens ?? max_tokens;
  if (typeof sent !== 'number') return body;
  const named = field ?? (max_completion_tokens === undefined ? 'max_tokens' : 'max_completion_tokens');
  const thinking = withinLimit(body['thinking'], reserved);
  if (sent === reserved && body[named] === reserved && thinking === body['thinking']) return body;
  return { ...rest, [named]: reserved, ...given({ thinking }) };
}

/** Gemini counts thinking within the output limit, and takes a budget beyond it: half of the limit stays for the answer. */
function withGoogleBudget(body: Body, reserved: number): Body {
  const config = fieldsOf(body['generationConfig']);
  const thinking = fieldsOf(config['thinkingConfig']);
  const budget = thinking['thinkingBudget'];
  if (typeof budget !== 'number' || budget <= reserved / 2) return body;
  const thinkingBudget = Math.max(leastGoogleBudget, Math.floor(reserved / 2));
  return {
    ...body,
    generationConfig: { ...config, thinkingConfig: { ...thinking, thinkingBudget } },
  };
}

/** Of a Gemini model that always thinks. */
const leastGoogleBudget = 128;

/** Anthropic refuses a budget of thinking that leaves nothing to answer with: half of the limit stays for that. */
function withinLimit(thinking: unknown, reserved: number): unknown {
  const budget = (thinking as { budget_tokens?: unknown } | undefined)?.budget_tokens;
  if (typeof budget !== 'number' || budget <= reserved / 2) return thinking;
  return { ...(thinking as object), budget_tokens: Math.max(1_024, Math.floor(reserved / 2)) };
}
