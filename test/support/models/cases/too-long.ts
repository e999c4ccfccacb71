import type { FieldRun } from '../field-bench.ts';
import { bigCall, type FieldContext, type FieldModelCase, isBigAsked, plain, raw } from '../field-case.ts';
import { Judgement, reasonOf } from '../judgement.ts';

/** Requests that are too long, in the words of the servers that say so. */
export const tooLong: readonly FieldModelCase[] = [
  { file: '33-overflow-xai.json', judge: cutOnce },
  { file: '34-overflow-poolside.json', judge: cutOnce },
  { file: '35-overflow-vllm-passed.json', judge: cutOnce },
  { file: '36-overflow-ollama.json', judge: cutOnce },
  { file: '39-tpm-request-too-large.json', judge: tooManyAMinute },
  { file: '41-long-context-extra-usage.json', judge: extraUsage },
];

/** The window is cut once, and the run goes on. */
async function cutOnce(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await playUntilShorter(context));
  judgeCutOnce(judged, run);
  return judged.problems;
}

function judgeCutOnce(judged: Judgement, run: FieldRun): void {
  const lengths = run.asked.map(({ text }) => text.length);
  judged.holds('the request was too long', isBigAsked(run.asked[2]?.text ?? ''), lengths);
  judged.holds('it is cut once, and sent again once', lengths.length === 4, lengths);
  judged.holds('what is sent then is shorter', Number(lengths[3]) < Number(lengths[2]), lengths);
  judged.answered(run, 'Done.');
  judged.holds('a refused request costs nothing', run.view.totals.unsettledNanoUsd === 0, run.view.totals);
}

function playUntilShorter({ bench, answers }: FieldContext): Promise<FieldRun> {
  let tooLongChars = Number.POSITIVE_INFINITY;
  return bench.play({
    wire: 'openai-chat',
    answer: ({ index, text }) => {
      if (index < 2) return bigCall;
      if (index === 2) tooLongChars = text.length;
      return text.length < tooLongChars ? plain : raw(answers[1]);
    },
  });
}

/** What never fits into a minute is not waited for. */
async function tooManyAMinute(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  judgeCutOnce(judged, judged.run(await playUntilShorter(context)));
  const never = await context.bench.play({
    wire: 'openai-chat',
    answer: ({ index }) => (index < 2 ? bigCall : raw(context.answers[1])),
  });
  judged.run(never, 'never shorter: ');
  const { outcome } = never.view;
  judged.holds(
    'never shorter: it ends, and not as answered',
    outcome !== undefined && outcome.kind !== 'answered',
    outcome,
  );
  judged.holds('never shorter: it is not tried as it is', never.asked.length <= 4, never.asked.length);
  judged.holds(
    'never shorter: the end says what the account takes',
    /30[,.]?000/.test(reasonOf(never)),
    reasonOf(never),
  );
  return judged.problems;
}

async function extraUsage({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'anthropic', answer: () => raw(answers[0]) }));
  judged.holds(
    'it is no rate limit: at most one more request is made',
    run.asked.length <= 2,
    run.asked.length,
  );
  const { outcome } = run.view;
  judged.holds(
    'the run ends as failed or partial',
    outcome?.kind === 'failed' || outcome?.kind === 'partial',
    outcome ?? run.view.state,
  );
  judged.holds(
    'the end names the account, or tells the provider’s words',
    /account|extra usage/i.test(reasonOf(run)),
    reasonOf(run),
  );
  return judged.problems;
}
