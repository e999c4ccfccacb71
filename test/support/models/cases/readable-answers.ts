import type { ScriptedTurn } from '../../../../src/scripted-provider/scripted-request.ts';
import type { Asked, FieldRun } from '../field-bench.ts';
import { type FieldContext, type FieldModelCase, plain, raw } from '../field-case.ts';
import { Judgement, tellsAnew } from '../judgement.ts';

/** Answers that mean something, if they are read right. */
export const readableAnswers: readonly FieldModelCase[] = [
  { file: '06-big-integer-arguments.json', judge: bigInteger },
  { file: '09-tool-call-as-text.json', judge: callAsText },
  { file: '11-think-tags.json', judge: thinkTags },
  { file: '46-thinking-without-signature.json', judge: thinkingWithoutSignature },
  { file: '49-arguments-as-object.json', judge: argumentsAsObject },
  { file: '57-null-for-nothing.json', judge: nullForNothing },
];

/** The file's first answer, then plain text. */
const firstThenPlain =
  (context: FieldContext) =>
  ({ index }: Asked): ScriptedTurn =>
    index === 0 ? raw(context.answers[0]) : plain;

const written = '2512292042121000001';

/** Kept exact, or refused before anything runs; never the number that JSON.parse makes of it. */
async function bigInteger(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const changed = String(JSON.parse(written));
  for (const agent of ['field', 'field-asks'] as const) {
    const what = `${agent}: `;
    const answer = firstThenPlain(context);
    const run = judged.run(await context.bench.play({ wire: 'openai-chat', agent, answer }), what);
    const kept = run.executions.every(({ input }) => String(input['account']) === written);
    judged.holds(
      `${what}the tool never gets another number`,
      kept,
      run.executions.map(({ input }) => String(input['account'])),
    );
    const shown = JSON.stringify([
      run.view.approvals,
      run.view.effects,
      run.trace.steps.map(({ action }) => action),
    ]);
    judged.holds(`${what}nobody is shown another number`, !shown.includes(changed), changed);
    const back = run.asked.some(({ text }) => text.includes(changed));
    judged.holds(`${what}no other number goes back to the model`, !back, changed);
    if (run.executions.length > 0 || run.view.approvals.length > 0) continue;
    const named = tellsAnew(run, 1, /account/) && tellsAnew(run, 1, /string|text|quot/);
    judged.holds(`${what}the model is told the field, and to write a string`, named, run.asked[1]?.text);
    judged.answered(run, 'Done.', what);
  }
  return judged.problems;
}

/** Once, and then for ever. */
async function callAsText(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const once = judged.run(
    await context.bench.play({ wire: 'openai-chat', answer: firstThenPlain(context) }),
    'once: ',
  );
  judged.answered(once, 'Done.', 'once: ');
  judged.requests(once, 2, 'once: ');
  judged.holds(
    'once: the model is told to make the call properly',
    tellsAnew(once, 1, /call/),
    once.asked[1]?.text,
  );
  const always = judged.run(
    await context.bench.play({ wire: 'openai-chat', answer: () => raw(context.answers[0]) }),
    'always: ',
  );
  const { outcome } = always.view;
  judged.holds(
    'always: it ends, and not as answered',
    outcome !== undefined && outcome.kind !== 'answered',
    outcome,
  );
  for (const [what, run] of [
    ['once: ', once],
    ['always: ', always],
  ] as const) {
    const answer = run.view.outcome?.answer ?? '';
    judged.holds(`${what}markup is never the answer`, !answer.includes('<tool_call>'), answer);
  }
  return judged.problems;
}

async function thinkTags({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'openai-chat', answer: () => raw(answers[0]) }));
  judged.answered(run, 'We can give you 10% off.');
  judged.requests(run, 1);
  const { lastMessage = '' } = run.view;
  judged.holds('the last message holds no thoughts', !/think|40%/.test(lastMessage), lastMessage);
  return judged.problems;
}

async function thinkingWithoutSignature({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'anthropic', answer: () => raw(answers[0]) }));
  judged.answered(run, 'Done.');
  judged.requests(run, 1);
  judged.holds('its bill is known', run.view.totals.unsettledNanoUsd === 0, run.view.totals);
  return judged.problems;
}

async function argumentsAsObject(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await context.bench.play({ wire: 'openai-chat', answer: firstThenPlain(context) }));
  judged.answered(run, 'Done.');
  judged.requests(run, 2);
  judgeRan(judged, run, [['lookup', { id: 'A-1' }]]);
  judged.holds('its bill is known', run.view.totals.unsettledNanoUsd === 0, run.view.totals);
  return judged.problems;
}

async function nullForNothing(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await context.bench.play({ wire: 'openai-chat', answer: firstThenPlain(context) }));
  judged.answered(run, 'Done.');
  judgeRan(judged, run, [
    ['ping', {}],
    ['search', { query: 'shoes' }],
  ]);
  judged.holds('no call is an error', run.view.totals.toolErrors === 0, run.view.totals.toolErrors);
  return judged.problems;
}

function judgeRan(judged: Judgement, run: FieldRun, wanted: readonly (readonly [string, object])[]): void {
  const ran = run.executions.map(({ tool, input }) => JSON.stringify([tool, input])).sort();
  const isSo = JSON.stringify(ran) === JSON.stringify(wanted.map((each) => JSON.stringify(each)).sort());
  judged.holds(`what runs is ${JSON.stringify(wanted)}`, isSo, ran);
}
