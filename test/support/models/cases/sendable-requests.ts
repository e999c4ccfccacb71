import { runInThisContext } from 'node:vm';
import { z } from 'zod';
import type { ScriptedTurn } from '../../../../src/scripted-provider/scripted-request.ts';
import { defineTool } from '../../../../src/tools/define/define-tool.ts';
import { type Asked, type FieldPlay, type FieldRun, openFieldBench } from '../field-bench.ts';
import { type FieldContext, type FieldModelCase, plain, raw } from '../field-case.ts';
import { fieldWorld } from '../field-world.ts';
import { Judgement } from '../judgement.ts';

/** What a model wrote, and what authors define, in a form that a server takes. */
export const sendableRequests: readonly FieldModelCase[] = [
  {
    file: '18-odd-tool-name-chat.json',
    judge: (context) => oddName(context, 'openai-chat', 'accounts.lookup'),
  },
  {
    file: '19-odd-tool-name-anthropic.json',
    judge: (context) => oddName(context, 'anthropic', 'lookup<|channel|>commentary'),
  },
  { file: '22-half-pair-in-arguments.json', judge: halfPair },
  { file: '24-whitespace-answer.json', judge: whitespaceAnswer },
  { file: '25-whitespace-beside-a-call.json', judge: whitespaceBesideCall },
  { file: '26-same-call-id-twice.json', judge: sameIdTwice },
  { file: '28-long-call-id.json', judge: longId },
  { file: '29-reasoning-content-deepseek.json', judge: reasoningContent },
  { file: '30-thinking-deepseek-anthropic.json', judge: thinkingBlock },
  { file: '32-role-order-after-tool.json', judge: roleOrder },
  { file: '59-schema-property-keys.ts', judge: propertyKeys },
  { file: '62-schema-record-on-chat.ts', judge: propertyNames },
];

type Wire = Record<string, unknown>;
const list = (value: unknown): Wire[] => (Array.isArray(value) ? value : []);

/** The file's own answers in their order, then plain text. */
const played =
  ({ answers }: FieldContext) =>
  ({ index }: Asked): ScriptedTurn => {
    const answer = answers[index];
    return answer === undefined || 'then' in answer ? plain : raw(answer);
  };

async function goesOn(
  judged: Judgement,
  context: FieldContext,
  play: Omit<FieldPlay, 'answer'>,
): Promise<FieldRun> {
  const run = judged.run(await context.bench.play({ ...play, answer: played(context) }));
  judged.answered(run, 'Done.');
  judged.requests(run, context.answers.length);
  return run;
}

async function oddName(
  context: FieldContext,
  wire: 'openai-chat' | 'anthropic',
  name: string,
): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = await goesOn(judged, context, { wire });
  judged.holds('nothing runs', run.executions.length === 0, run.executions);
  const second = run.asked[1]?.text ?? '';
  judged.holds(
    'the model is told what exists',
    /close_accounts.*lookup|lookup.*close_accounts/s.test(resultsIn(second)),
    second,
  );
  const traced = run.trace.steps.map(({ action }) => action?.tool);
  judged.holds('the trace keeps what the model wrote', traced.includes(name), traced);
  return judged.problems;
}

/** What tools are said to have answered, without the tools themselves. */
function resultsIn(text: string): string {
  if (text === '') return '';
  return JSON.stringify((JSON.parse(text) as Wire)['messages']);
}

async function halfPair(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = await goesOn(judged, context, { wire: 'anthropic' });
  judged.holds(
    'what is sent has a replacement in its place',
    run.asked[1]?.text.includes('\ufffd') === true,
    run.asked[1]?.text,
  );
  return judged.problems;
}

async function whitespaceAnswer(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = await goesOn(judged, context, { wire: 'anthropic' });
  const kept = list(run.asked[1]?.body['messages']).some(({ role }) => role === 'assistant');
  judged.holds('nothing of that answer is kept', !kept, run.asked[1]?.text);
  return judged.problems;
}

async function whitespaceBesideCall(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = await goesOn(judged, context, { wire: 'anthropic' });
  judged.holds('the call runs', run.executions.length === 1, run.executions);
  judged.holds(
    'the call stays',
    blocksOf(run).some(({ type }) => type === 'tool_use'),
    run.asked[1]?.text,
  );
  return judged.problems;
}

function blocksOf(run: FieldRun): Wire[] {
  return list(run.asked[1]?.body['messages'])
    .filter(({ role }) => role === 'assistant')
    .flatMap(({ content }) => list(content));
}

async function sameIdTwice(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = await goesOn(judged, context, { wire: 'openai-chat' });
  const ran = run.executions.map(({ input }) => String(input['id'])).sort();
  judged.holds('both calls run', JSON.stringify(ran) === '["A-1","A-2"]', ran);
  const messages = list(run.asked[1]?.body['messages']);
  const called = messages.flatMap(({ tool_calls }) => list(tool_calls).map(({ id }) => id));
  const answered = messages.filter(({ role }) => role === 'tool').map(({ tool_call_id }) => tool_call_id);
  judged.holds('their ids differ', new Set(called).size === 2, called);
  judged.holds('results bear the ids of their calls', JSON.stringify(called) === JSON.stringify(answered), [
    called,
    answered,
  ]);
  return judged.problems;
}

async function longId(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = await goesOn(judged, context, { wire: 'openai' });
  const input = list(run.asked[1]?.body['input']);
  const called = input.find(({ type }) => type === 'function_call')?.['call_id'];
  const answered = input.find(({ type }) => type === 'function_call_output')?.['call_id'];
  judged.holds('call and output bear the same id', called !== undefined && called === answered, [
    called,
    answered,
  ]);
  return judged.problems;
}

async function reasoningContent(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = await goesOn(judged, context, { wire: 'openai-chat', quirks: { reasoning: true } });
  const back = list(run.asked[1]?.body['messages']).map(({ reasoning_content }) => reasoning_content);
  judged.holds('the reasoning goes back as it came', back.includes('First I look it up.'), back);
  return judged.problems;
}

async function thinkingBlock(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = await goesOn(judged, context, { wire: 'anthropic' });
  const block = { type: 'thinking', thinking: 'hm', signature: '91cfbb94-554b' };
  const first = blocksOf(run)[0];
  judged.holds(
    'the block goes back as it came, before the call',
    JSON.stringify(first) === JSON.stringify(block),
    first,
  );
  return judged.problems;
}

async function roleOrder(context: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  await goesOn(judged, context, { wire: 'openai-chat', quirks: { alternate: true } });
  const { answers } = context;
  const emptyFirst = await context.bench.play({
    wire: 'openai-chat',
    quirks: { alternate: true },
    answer: ({ index }) => (index === 0 ? raw(answers[1]) : plain),
  });
  judged.answered(judged.run(emptyFirst, 'empty first: '), 'Done.', 'empty first: ');
  return judged.problems;
}

/** The input schema that the file exports. */
function schemaOf(text: string): z.ZodType<object> {
  const [, expression] = /export const input = (.*);/.exec(text) ?? [];
  if (expression === undefined) throw new Error('the file exports no input');
  const make = runInThisContext(`(z) => ${expression}`) as (zod: typeof z) => z.ZodType<object>;
  return make(z);
}

function odd(text: string) {
  return defineTool({
    name: 'odd',
    description: 'A tool of the collection.',
    input: schemaOf(text),
    output: z.object({ found: z.string() }),
    effect: 'read',
    execute: async (input) => ({ found: JSON.stringify(input) }),
  });
}

/** Refused by name when it is defined; or sent in a form that the server takes, and given to the tool as it was defined. */
async function propertyKeys({ text, where }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  let world: ReturnType<typeof fieldWorld>;
  try {
    world = fieldWorld([odd(text)], 'anthropic:m');
  } catch (error) {
    const message = String(error);
    const named = ['odd', 'filter[status]', '$top'].every((word) => message.includes(word));
    judged.holds('the definition says which keys of which tool are refused', named, message);
    return judged.problems;
  }
  const bench = await openFieldBench(where, world);
  try {
    const run = judged.run(await bench.play({ wire: 'anthropic', answer: () => plain }));
    judged.answered(run, 'Done.');
  } finally {
    await bench.stop();
  }
  return judged.problems;
}

async function propertyNames({ text, where }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const bench = await openFieldBench(where, fieldWorld([odd(text)]));
  try {
    for (const wire of ['openai-chat', 'openai'] as const) {
      const run = judged.run(await bench.play({ wire, answer: () => plain }), `${wire}: `);
      judged.answered(run, 'Done.', `${wire}: `);
      const sent = run.asked[0]?.text ?? '';
      judged.holds(`${wire}: the tool is sent`, sent.includes('"odd"'), sent);
      judged.holds(`${wire}: propertyNames is left out`, !sent.includes('propertyNames'), sent);
    }
  } finally {
    await bench.stop();
  }
  return judged.problems;
}
