/** Reasons that announce calls, as `reasonWords` writes them. */
const calling = [
  'tool_calls',
  'tool_call',
  'tool_use',
  'tool_uses',
  'tools',
  'function_call',
  'function_calls',
  'function_calling',
  'tool_calling',
];

/** What each word of a reason says, whichever server uses it. */
export const knownReasons = {
  calling: new Set(calling),
  whole: new Set([
    ...calling,
    'stop',
    'stopped',
    'stop_sequence',
    'stop_sequences',
    'stop_token',
    'stop_word',
    'stop_words',
    'end',
    'end_turn',
    'end_of_turn',
    'end_of_text',
    'end_of_sequence',
    'eos',
    'eos_token',
    'complete',
    'completed',
    'done',
    'finished',
  ]),
  cut: new Set([
    'length',
    'max_tokens',
    'max_token',
    'max_new_tokens',
    'max_output_tokens',
    'max_completion_tokens',
    'max_tokens_reached',
    'max_length',
    'length_limit',
    'token_limit',
    'incomplete',
  ]),
  full: new Set([
    'model_length',
    'model_context_window_exceeded',
    'context_window_exceeded',
    'context_length_exceeded',
    'context_length',
    'context_limit',
    'context_window',
  ]),
  refused: new Set([
    'refusal',
    'refused',
    'content_filter',
    'content_filtered',
    'content_policy',
    'content_policy_violation',
    'policy_violation',
    'sensitive',
    'safety',
    'unsafe',
    'recitation',
    'blocklist',
    'prohibited_content',
    'spii',
    'language',
    'image_safety',
    'image_prohibited_content',
    'image_recitation',
    'model_armor',
    'moderation',
    'moderated',
    'flagged',
    'blocked',
    'guardrail',
    'guardrails',
    'guardrail_intervened',
    'guardrail_blocked',
  ]),
  broken: new Set([
    'error',
    'network_error',
    'internal_error',
    'server_error',
    'abort',
    'aborted',
    'cancel',
    'cancelled',
    'canceled',
    'timeout',
    'timed_out',
    'failed',
    'failure',
    'interrupted',
    'other',
    'image_other',
    'no_image',
  ]),
} satisfies Readonly<Record<string, ReadonlySet<string>>>;

/**
 * The words of a reason as all know them: `toolUse`, `tool-calls` and `FINISH_REASON_MAX_TOKENS` are `tool_use`,
 * `tool_calls` and `max_tokens`.
 */
export function reasonWords(reason: unknown): readonly string[] {
  if (typeof reason !== 'string') return [];
  return reason
    .slice(0, 1_000)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll('-', '_')
    .split(/[:\s]+/)
    .map((word) => word.replace(/^(?:finish|stop|done)_?reason_(?=.)/, ''))
    .filter((word) => word !== '');
}

/** Whether a reason says that the answer holds calls. */
export function announcesCalls(reason: unknown): boolean {
  return reasonWords(reason).some((word) => knownReasons.calling.has(word));
}
