import type { OutputLimitField } from '../../core/charter/model-options.ts';
import { type Fields, fieldsOf } from '../../core/values/fields-of.ts';
import { given } from '../../core/values/given.ts';
import type { ModelRequest } from '../model-port.ts';

/**
 * Put into a request's body what the SDKs have no field for; the same body where that is nothing.
 *
 * The output limit goes out as it was reserved, thinking counted: an SDK adds what it lets the model think.
 */
export function wireBody(
  body: Fields,
  { maxOutputTokens, options = {} }: ModelRequest,
  outputLimitField: OutputLimitField | undefined,
): Fields {
  const limited = withLimit(withTier(body, options.serviceTier), maxOutputTokens, outputLimitField);
  return withGoogleBudget(limited, maxOutputTokens);
}

function withTier(body: Fields, serviceTier: string | undefined): Fields {
  return serviceTier === undefined ? body : { ...body, service_tier: serviceTier };
}

function withLimit(body: Fields, reserved: number, field: OutputLimitField | undefined): Fields {
  const { max_tokens, max_completion_tokens, ...rest } = body;
  const sent = max_completion_tokens ?? max_tokens;
  if (typeof sent !== 'number') return body;
  const named = field ?? (max_completion_tokens === undefined ? 'max_tokens' : 'max_completion_tokens');
  const thinking = withinLimit(body['thinking'], reserved);
  if (sent === reserved && body[named] === reserved && thinking === body['thinking']) return body;
  return { ...rest, [named]: reserved, ...given({ thinking }) };
}

/** Gemini counts thinking within the output limit, and takes a budget beyond it: half of the limit stays for the answer. */
function withGoogleBudget(body: Fields, reserved: number): Fields {
  const config = fieldsOf(body['generationConfig']);
  const thinking = fieldsOf(config['thinkingConfig']);
  const thinkingBudget = lowered(thinking['thinkingBudget'], reserved, leastBudgets.google);
  return thinkingBudget === undefined
    ? body
    : { ...body, generationConfig: { ...config, thinkingConfig: { ...thinking, thinkingBudget } } };
}

/** Anthropic refuses a budget of thinking that leaves nothing to answer with: half of the limit stays for that. */
function withinLimit(told: unknown, reserved: number): unknown {
  const thinking = fieldsOf(told);
  const budget = lowered(thinking['budget_tokens'], reserved, leastBudgets.anthropic);
  return budget === undefined ? told : { ...thinking, budget_tokens: budget };
}

/** Of Gemini models that always think, and of Anthropic's wire. */
const leastBudgets = { google: 128, anthropic: 1_024 };

/** A budget of thinking that is above half of the limit, lowered to that; undefined where it may stay. */
function lowered(budget: unknown, reserved: number, least: number): number | undefined {
  if (typeof budget !== 'number' || budget <= reserved / 2) return undefined;
  return Math.max(least, Math.floor(reserved / 2));
}
