import { type Asked, type FieldRun, openFieldBench } from '../field-bench.ts';
import { type FieldContext, type FieldModelCase, plain, raw } from '../field-case.ts';
import { fieldWorld } from '../field-world.ts';
import { Judgement, reasonOf } from '../judgement.ts';

/** Outages, limits and slow answers: what is waited for, what is not, and what is said of it. */
export const patience: readonly FieldModelCase[] = [
  { file: '43-balance-under-429.json', judge: noBalance },
  { file: '44-overload-of-a-minute.json', waits: true, judge: overload },
  { file: '45-error-body-under-200.json', judge: errorUnder200 },
  { file: '53-slow-answer.json', waits: true, judge: slowAnswer },
  { file: '58-error-text-lost.json', judge: errorText },
];

async function noBalance({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(await bench.play({ wire: 'openai-chat', answer: () => raw(answers[0]) }));
  judged.requests(run, 1);
  const { outcome } = run.view;
  judged.holds('the run fails', outcome?.kind === 'failed', outcome ?? run.view.state);
  const words = reasonOf(run);
  judged.holds('the end tells the provider’s words', words.includes('Insufficient balance'), words);
  judged.holds('it names the account', /account|balance.*(top|pay|recharge)|spend/i.test(words), words);
  judged.holds('it says nothing of trying again', !/it is tried again/.test(words), words);
  judged.holds('a refused request costs nothing', run.view.totals.unsettledNanoUsd === 0, run.view.totals);
  return judged.problems;
}

/** A minute of it, or longer than an activity tries by itself; and one that is cancelled while it lasts. */
async function overload({ bench, answers, hurried }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  // Three times what an activity tries by itself, so that the run waits for seconds between.
  const isOver = ({ index, sinceFirstMs }: Asked) => (hurried ? index >= 9 : sinceFirstMs >= 60_000);
  const minute = bench.play({
    wire: 'anthropic',
    answer: (asked) => (isOver(asked) ? plain : raw(answers[0])),
  });
  const cancelled = bench.play({
    wire: 'anthropic',
    answer: () => raw(answers[0]),
    meanwhile: async (client, id) => {
      const deadlineMs = Date.now() + 60_000;
      while (Date.now() < deadlineMs) {
        const { state } = await client.show(id);
        if (state === 'closed') return;
        if ((state as string) === 'awaiting-provider') break;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      await client.cancel(id, { by: 'field' }).catch(() => undefined);
    },
  });
  const run = judged.run(await minute);
  judged.answered(run, 'Done.');
  judged.holds('it waits visibly', run.states.has('awaiting-provider'), [...run.states]);
  judged.holds(
    'nothing is booked for what was refused',
    run.view.totals.unsettledNanoUsd === 0,
    run.view.totals,
  );
  const ended = judged.run(await cancelled, 'cancelled: ');
  judged.holds(
    'cancelled: it can be cancelled while it waits',
    ended.view.outcome?.kind === 'cancelled',
    ended.view.outcome ?? ended.view.state,
  );
  return judged.problems;
}

async function errorUnder200({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const run = judged.run(
    await bench.play({
      wire: 'openai-chat',
      answer: ({ index }) => (index < 4 ? raw({ ...answers[0] }) : plain),
    }),
  );
  judged.answered(run, 'Done.');
  judged.requests(run, 5);
  const { unsettledNanoUsd, costNanoUsd } = run.view.totals;
  judged.holds('nothing is booked for it', unsettledNanoUsd === 0, run.view.totals);
  judged.holds('what is booked is the answer', costNanoUsd === 100 * 1_000 + 10 * 4_000, costNanoUsd);
  return judged.problems;
}

/**
 * For an agent that gives its model ten minutes. Over the time that the file says, or a few seconds; a stream comes in
 * pieces meanwhile. And for one that gives its model a second.
 */
async function slowAnswer({ where, answers, hurried }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const { after, ...body } = answers[0] ?? {};
  const delayMs = hurried ? 4_000 : Number.parseInt(String(after), 10) * 1_000;
  const playFor = async (timeout: string, answerMs: number): Promise<FieldRun> => {
    const bench = await openFieldBench(where, fieldWorld([], { id: 'openai:m', timeout } as never));
    try {
      const answer = () => ({ ...raw(body), delayMs: answerMs });
      return await bench.play({ wire: 'openai', ownModel: true, answer, timeoutMs: answerMs + 90_000 });
    } finally {
      await bench.stop();
    }
  };
  const run = judged.run(await playFor('10m', delayMs));
  judged.answered(run, 'Done.');
  judged.requests(run, 1);
  judged.holds('its bill is known', run.view.totals.unsettledNanoUsd === 0, run.view.totals);
  const late = judged.run(await playFor('1s', 4_000), 'too late: ');
  judged.requests(late, 1, 'too late: ');
  const { outcome } = late.view;
  judged.holds('too late: the run fails', outcome?.kind === 'failed', outcome ?? late.view.state);
  judged.holds('too late: it says what to set', /longer timeout/.test(reasonOf(late)), reasonOf(late));
  return judged.problems;
}

async function errorText({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const unprocessable = judged.run(
    await bench.play({ wire: 'openai-chat', answer: () => raw(answers[0]) }),
    '422: ',
  );
  const words = reasonOf(unprocessable);
  judged.holds(
    '422: the run fails',
    unprocessable.view.outcome?.kind === 'failed',
    unprocessable.view.outcome,
  );
  judged.holds('422: what the body says is told', words.includes('Extra inputs are not permitted'), words);
  judged.holds('422: and where', /foo/.test(words), words);
  const moderated = judged.run(
    await bench.play({ wire: 'openai-chat', answer: () => raw(answers[1]) }),
    '403: ',
  );
  const said = reasonOf(moderated);
  judged.holds('403: the run fails', moderated.view.outcome?.kind === 'failed', moderated.view.outcome);
  judged.holds('403: what the body says is told', said.includes('Input was flagged'), said);
  judged.holds('403: it is no matter of a key', !/\bkey\b/i.test(said), said);
  judged.requests(moderated, 1, '403: ');
  return judged.problems;
}
