/**
 * What the words of an error mean, whichever provider wrote them and under whichever status they came.
 *
 * `too-long`: the request can never pass as it is, a shorter one can. `spend-limit`: waiting does not lift it.
 * `moderated`: the provider will not take this content. The others pass by themselves.
 */
export type ErrorMeaning = 'too-long' | 'spend-limit' | 'moderated' | 'rate-limited' | 'overloaded';

/** Kinds of errors, in lower case, that say what they mean. */
export const kindsOf: Readonly<Record<ErrorMeaning, ReadonlySet<string>>> = {
  'too-long': new Set([
    'context_length_exceeded',
    'exceed_context_size_error',
    'model_context_window_exceeded',
    'context_window_exceeded',
    'contextwindowexceedederror',
    'max_tokens_exceeded',
    'input_too_long',
    'prompt_too_long',
    '1261',
  ]),
  'spend-limit': new Set([
    'insufficient_quota',
    'exceeded_current_quota_error',
    'insufficient_balance',
    'insufficient_credits',
    'insufficient_funds',
    'credit_balance_exhausted',
    'enforced_spend_limit_reached',
    'spend_limit_exceeded',
    'billing_hard_limit_reached',
    'billing_not_active',
    'billing_error',
    'quota_exceeded',
    'usage_limit_reached',
    'usage_limit_exceeded',
    'arrearage',
    'payment_required',
    '1113',
  ]),
  moderated: new Set([
    'content_policy_violation',
    'content_filter',
    'contentfilter',
    'responsibleaipolicyviolation',
    'moderation_blocked',
    'moderation_error',
    'content_moderation',
    'data_inspection_failed',
    'datainspectionfailed',
    'prohibited_content',
    'cyber_policy_violation',
    'safety_error',
    '1301',
  ]),
  'rate-limited': new Set([
    'rate_limit_error',
    'rate_limit_exceeded',
    'rate_limit_reached',
    'rate_limited',
    'rate_limit_reached_error',
    'ratelimiterror',
    'ratelimitexceeded',
    'rate_limit_exceeded_error',
    'too_many_requests',
    'toomanyrequests',
    'throttlingexception',
    'throttling',
    'throttling.ratequota',
    'requests_limit_exceeded',
  ]),
  overloaded: new Set([
    'overloaded_error',
    'overloaded',
    'engine_overloaded',
    'engine_overloaded_error',
    'server_is_overloaded',
    'server_overloaded',
    'serviceunavailableexception',
    'service_unavailable',
    'service_unavailable_error',
    'modelnotreadyexception',
    'capacity_exceeded',
    'resource_unavailable',
    'unavailable_error',
    'slow_down',
    '1305',
  ]),
};

/** What is written for people. */
export const wordings: Readonly<Record<ErrorMeaning, readonly RegExp[]>> = {
  'too-long': [
    // Anthropic, Ollama, Fireworks, Baidu; "prompt too long" and "prompt is too long".
    /(?:prompt|input|request|context|conversation|messages?)(?: tokens?)?(?: (?:is|are|was))? too (?:long|large) (?:for|;|:|\()|prompt(?: is)? too long|prompt tokens too long/i,
    // OpenAI, DeepSeek, OpenRouter, vLLM, Mistral, SGLang, LM Studio, LiteLLM.
    /(?:maximum|model(?:'|’)?s?|max) (?:supported )?context (?:length|window|size)/i,
    /(?:longer|larger|greater|more) than the (?:model(?:'|’)?s )?(?:maximum )?(?:context|model) (?:length|window|size)/i,
    // OpenAI Responses, llama.cpp, Anthropic with max_tokens, MiniMax, GPT4All.
    /exceed(?:s|ed|ing)?(?: the| your| this| its| max(?:imum)?| available| model| model.s| the model.s| the available)* (?:context|prompt|input|sequence)[ -](?:window|limit|size|length)/i,
    /context (?:window|length|size)[^.]{0,40}(?:exceed|too (?:long|small)|overflow)/i,
    /(?:exceed\w*|beyond|over) (?:the )?(?:model(?:'|’)?s? )?(?:token limit|limit of \d[\d,]* tokens?|maximum (?:number of )?(?:input )?tokens?)/i,
    // xAI, poolside, Copilot, Kimi, Google, Cohere, DashScope, Cerebras.
    /maximum (?:allowed )?(?:prompt|input|sequence) (?:token )?(?:length|count)/i,
    /(?:prompt|input|total)(?: token)?s?(?: \w+){0,3} (?:count|length)?[^.]{0,60}exceeds? (?:the )?(?:limit|max(?:imum)?)/i,
    /exceeded model token limit/i,
    /range of input length should be|input length exceeds|current length is \d+ while limit is \d+/i,
    /total number of tokens in the prompt cannot exceed|(?:prompt|input|request) (?:has|contains|had) too many tokens|^too many (?:input )?tokens(?! per)/i,
    // Bedrock, text-generation-inference, Groq, Databricks, DashScope.
    /input is too long|input tokens? exceed|`?inputs`? (?:tokens \+|must have less than)/i,
    /reduce (?:the length of (?:the|your) (?:messages|prompt|input)|your (?:prompt|message size|input))/i,
    /exceeds? max length|exceeded the maximum allowed length|longer than the maximum model length/i,
    // LM Studio, SiliconFlow, Databricks, llamafile and others.
    /context (?:window|length|size) of only \d|context (?:window )?(?:can|could|may)(?: only)? hold|(?:does|do|will|would) ?n[o']t fit (?:in|into|within) (?:the|its|this)(?: model(?:'|’)?s?)? context/i,
    /(?:less|smaller|lower|shorter|more|longer|greater|larger|exceeds?|exceeded|above|over|<=?|>=?)(?: than)?(?: or equal to)?(?: the)? `?(?:max_seq_len(?:gth)?|max_model_len(?:gth)?|max_context_len(?:gth)?|max_position_embeddings|max_input_(?:tokens|length)|n_ctx|num_ctx)\b/i,
    // Anthropic, of an account: a longer request than its plan takes.
    /extra usage is required for long context/i,
  ],
  'spend-limit': [
    /insufficient (?:account )?(?:balance|credits?|quota|funds)|(?:balance|credits?|funds) (?:is |are )?(?:insufficient|not enough|too low|exhausted|depleted|used up)/i,
    /no (?:remaining )?(?:credits?|balance|resource package)|out of (?:credits?|funds)|not enough (?:credits?|balance|funds)/i,
    /please (?:recharge|top.?up)|(?:add|purchase|buy) (?:more )?credits|payment required|requires? more credits/i,
    /(?:used|spent|consumed|depleted|exhausted) (?:all|your)(?: of)?(?: your| available| monthly| included)* (?:credits?|balance|quota)/i,
    /(?:spend(?:ing)?|billing|budget|usage) (?:hard )?(?:limit|cap)s?(?: has been| was| is| have been)? (?:reached|exceeded|hit)|reached (?:its|your|the|their)? ?(?:\w+ )?(?:spend(?:ing)?|billing|budget) (?:limit|cap)/i,
    /specified API usage limits|spending cap|monthly (?:spend|included credits|quota)|budget has been exceeded/i,
    /account (?:is |has been )?(?:suspended|deactivated|disabled|overdue|in arrears)|account is in good standing|access denied due to (?:overdue|arrears)/i,
    /\b(?:key|credit|spend|(?:daily|weekly|monthly|yearly|annual|total)(?: \w+)?) limit(?: has been| was| is)? (?:exceeded|reached|hit|used up)/i,
    /(?:reached|exceeded|hit|used up) (?:its|your|the|their|this)(?: \w+)? (?:daily|weekly|monthly|yearly|annual|total)(?: \w+)? (?:limit|quota|cap|allowance)/i,
    /free.?tier (?:quota )?(?:is |has been |of the model has been )?(?:exhausted|used up)/i,
  ],
  moderated: [
    /(?:flagged|blocked|rejected|refused) (?:by|as|for|due to|because of)[^.]{0,60}(?:moderation|content|safety|polic|violat|sensitive|harm)/i,
    /(?:input|prompt|content|request|message|text)s?(?: \w+){0,3} (?:was|were|is|has been|have been) flagged|requires moderation on/i,
    /violat\w*[^.]{0,40}(?:polic|guideline|terms of (?:use|service)|community standards)|content (?:management )?policy|content.?filter/i,
    /(?:blocked|rejected|refused|stopped) by[^.]{0,30}guardrail|failed (?:the )?(?:safety|moderation|content) check/i,
    /(?:inappropriate|sensitive|unsafe|prohibited) content|safety (?:system|filter|reasons)|content exists risk/i,
  ],
  'rate-limited': [
    /rate.?limit|too many (?:concurrent )?requests|(?:requests?|tokens?) per (?:min|minute|second|day|hour)\b|\b[RT]P[MD]\b/i,
    /thrott(?:led|ling)|too many tokens|concurrency limit|quota exceeded for (?:metric|quota)|resource (?:has been )?exhausted/i,
  ],
  overloaded: [
    /\boverload|(?:at|over|exceeds?|no|insufficient|limited) capacity|capacity (?:exceeded|limit|constraints?)|high (?:demand|load|traffic)/i,
    /(?:temporarily|currently|service) (?:is )?(?:unavailable|overloaded|busy)|server(?:s are| is)? busy|model is (?:currently )?loading|loading model|no healthy upstream|no (?:available )?(?:provider|instances?|channels?|deployments?|workers?)(?: \w+){0,2} available/i,
  ],
};
