import { bodyOf } from '../../wire-answers.ts';
import type { Asked, FieldRun } from '../field-bench.ts';
import { type FieldAnswer, type FieldContext, type FieldModelCase, plain, raw } from '../field-case.ts';
import { Judgement, reasonOf, tellsAnew } from '../judgement.ts';

/** Answers that are not whole: cut, refused, broken off. */
export const brokenAnswers: readonly FieldModelCase[] = [
  { file: '01-cut-call-anthropic.json', judge: cutCall },
  { file: '03-cut-call-chat-partial-json.json', judge: cutTwice },
  { file: '04-refused-answer-with-call.json', judge: refusedCall },
  { file: '07-finish-error.json', judge: brokenOff },
  { file: '54-refusal-asked-three-times.json', judge: refusal },
  { file: '56-limit-eaten-by-reasoning.json', judge: eatenByReasoning },
];

const cutWords = /output limit|cut (off|at|short)|was cut|truncat|maxOutputTokens/;

/** Also under the rules that ask: nobody is shown what the model did not propose. */
async function cutCall({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  for (const agent of ['field', 'field-asks'] as const) {
    const what = `${agent}: `;
    const answer = ({ index }: Asked) => (index === 0 ? raw(answers[0]) : plain);
    const run = judged.run(await bench.play({ wire: 'anthropic', agent, answer }), what);
    judged.nothingRan(run, what);
    const told = run.asked.length === 2 && tellsAnew(run, 1, cutWords);
    const said = run.view.outcome?.kind !== 'answered' && cutWords.test(reasonOf(run));
    judged.holds(
      `${what}the model is told once that it was cut, or the end says so`,
      told || said,
      reasonOf(run),
    );
  }
  return judged.problems;
}

async function cutTwice({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'openai-chat', answer: () => raw(answers[0]) }));
  judged.nothingRan(run);
  judgeCutTwice(judged, run);
  return judged.problems;
}

function judgeCutTwice(judged: Judgement, run: FieldRun): void {
  judged.requests(run, 2);
  const { outcome } = run.view;
  const isSo = outcome?.kind === 'partial' && (outcome.reason?.code as string) === 'answer_cut';
  judged.holds('the end is partial, answer_cut', isSo, outcome);
  judged.holds('it names maxOutputTokens', reasonOf(run).includes('maxOutputTokens'), reasonOf(run));
}

async function refusedCall({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  for (const agent of ['field', 'field-asks'] as const) {
    const what = `${agent}: `;
    const answer = ({ index }: Asked) => (index === 0 ? raw(answers[0]) : plain);
    const run = judged.run(await bench.play({ wire: 'anthropic', agent, answer }), what);
    judged.nothingRan(run, what);
    judgeRefused(judged, run, /cyber/, what);
  }
  const chat = await bench.play({
    wire: 'openai-chat',
    answer: ({ index }) => (index === 0 ? filtered : plain),
  });
  judged.nothingRan(judged.run(chat, 'content_filter: '), 'content_filter: ');
  judgeRefused(judged, chat, /content.?filter/i, 'content_filter: ');
  return judged.problems;
}

const filtered = raw(
  JSON.parse(
    bodyOf('openAiChat', {
      calls: [{ tool: 'close_accounts', json: '{"only":"A-7"}' }],
      reason: 'content_filter',
    }),
  ) as FieldAnswer,
);

/** One refusal ends it, with its cause. */
function judgeRefused(judged: Judgement, run: FieldRun, cause: RegExp, what = ''): void {
  judged.requests(run, 1, what);
  const { outcome } = run.view;
  const isSo = outcome?.kind === 'failed' && (outcome.reason?.code as string) === 'provider_refused';
  judged.holds(`${what}the end is failed, provider_refused`, isSo, outcome);
  judged.holds(`${what}it says why`, cause.test(reasonOf(run)), reasonOf(run));
}

async function refusal({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'anthropic', answer: () => raw(answers[0]) }));
  judgeRefused(judged, run, /cyber/);
  judged.holds('its tokens are booked', run.view.totals.inputTokens === 100, run.view.totals);
  return judged.problems;
}

/** Once, and then for ever. */
async function brokenOff({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const once = await bench.play({
    wire: 'openai-chat',
    answer: ({ index }) => (index === 0 ? raw(answers[0]) : plain),
  });
  judged.answered(judged.run(once, 'once: '), 'Done.', 'once: ');
  judgeBooked(judged, once, 'once: ');
  const always = await bench.play({ wire: 'openai-chat', answer: () => raw(answers[0]) });
  const { outcome } = judged.run(always, 'always: ').view;
  judged.holds(
    'always: it ends, and not as answered',
    outcome !== undefined && outcome.kind !== 'answered',
    outcome,
  );
  judged.holds('always: within the bounds', always.asked.length <= 4, always.asked.length);
  judgeBooked(judged, always, 'always: ');
  return judged.problems;
}

/** Every answer of these says that it took 100 tokens and 10, the broken ones too: all are booked as that, and no more. */
function judgeBooked(judged: Judgement, run: FieldRun, what: string): void {
  const { inputTokens, outputTokens, unsettledNanoUsd } = run.view.totals;
  const calls = run.asked.length;
  const booked = inputTokens === 100 * calls && outputTokens === 10 * calls && unsettledNanoUsd === 0;
  judged.holds(`${what}what was broken off is booked by its usage, once each`, booked, run.view.totals);
}

async function eatenByReasoning({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'openai', answer: () => raw(answers[0]) }));
  judgeCutTwice(judged, run);
  judged.holds('it says that reasoning took the room', /reason|think/i.test(reasonOf(run)), reasonOf(run));
  const [first, second] = run.asked.map(({ body }) => Number(body['max_output_tokens']));
  judged.holds('the second request has more room', Number(second) > Number(first), [first, second]);
  return judged.problems;
}
