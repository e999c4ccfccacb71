import { type FieldContext, type FieldModelCase, raw } from '../field-case.ts';
import { Judgement } from '../judgement.ts';

/** Usage that stands where a reader does not look. Amounts in nano-USD by the prices of `field-world.ts`. */
export const bills: readonly FieldModelCase[] = [
  { file: '15-additive-reasoning-tokens.json', judge: additiveReasoning },
  { file: '16-served-tier-priority.json', judge: servedTier },
  { file: '17-cache-hits-top-level.json', judge: cacheHits },
];

async function additiveReasoning({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'openai-chat', answer: () => raw(answers[0]) }));
  judged.answered(run, 'hi');
  const { outputTokens, costNanoUsd } = run.view.totals;
  judged.holds('output is completion and reasoning: 4,308 tokens', outputTokens === 4_308, outputTokens);
  judged.holds('the cost is $0.0272368', costNanoUsd === 9_992_000 + 12_800 + 17_232_000, costNanoUsd);
  const inside = judged.run(
    await bench.play({ wire: 'openai-chat', answer: () => raw(reasoningInside(answers[0])) }),
    'inside: ',
  );
  judged.holds(
    'inside: reasoning within the completion is counted once',
    inside.view.totals.outputTokens === 4_308,
    inside.view.totals.outputTokens,
  );
  return judged.problems;
}

/** The same call as OpenAI itself tells it. */
function reasoningInside(answer: FieldContext['answers'][number] | undefined) {
  const usage = { ...(answer?.['usage'] as object), completion_tokens: 4_308 };
  return { ...answer, usage };
}

/** $2.08 is what it costs at the standard price: booked so, it has to say that it is not exact. */
async function servedTier({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'openai', answer: () => raw(answers[0]) }));
  const { costNanoUsd, unsettledNanoUsd } = run.view.totals;
  const told = run.trace.steps.map((step) => (step.kind === 'model' ? (step.inexact ?? '') : ''));
  judged.holds('it is booked at the price that is known', costNanoUsd === 2_080_000_000, run.view.totals);
  judged.holds('what it may cost beside that counts as unsettled', unsettledNanoUsd > 0, run.view.totals);
  judged.holds(
    'the step of the call names the tier',
    told.some((text) => text.includes('priority')),
    told,
  );
  return judged.problems;
}

async function cacheHits({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const { usage, ...rest } = answers[0] as { usage: Record<string, number> };
  const { prompt_cache_hit_tokens, prompt_cache_miss_tokens, ...counts } = usage;
  const moonshot = { ...rest, usage: { ...counts, cached_tokens: prompt_cache_hit_tokens } };
  judged.holds('the file has what it is about', prompt_cache_miss_tokens === 1_000, usage);
  for (const [name, answer] of [
    ['DeepSeek: ', answers[0]],
    ['Moonshot: ', moonshot],
  ] as const) {
    const run = judged.run(await bench.play({ wire: 'openai-chat', answer: () => raw(answer) }), name);
    const { cachedInputTokens, costNanoUsd } = run.view.totals;
    judged.holds(`${name}99,000 tokens are cached`, cachedInputTokens === 99_000, cachedInputTokens);
    judged.holds(`${name}the cost is $0.01094`, costNanoUsd === 1_000_000 + 9_900_000 + 40_000, costNanoUsd);
  }
  return judged.problems;
}
