import { openFieldBench } from '../field-bench.ts';
import { type FieldContext, type FieldModelCase, plain, raw } from '../field-case.ts';
import { fieldWorld } from '../field-world.ts';
import { Judgement, reasonOf } from '../judgement.ts';

/** Outages, limits and slow answers: what is waited for, what is not, and what is said of it. */
export const patience: readonly FieldModelCase[] = [
  { file: '43-balance-under-429.json', judge: noBalance },
  { file: '44-overload-of-a-minute.json', isLong: true, judge: overload },
  { file: '45-error-body-under-200.json', judge: errorUnder200 },
  { file: '53-slow-answer.json', isLong: true, judge: slowAnswer },
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

const overloadMs = 60_000;

/** A minute of it; and one that is cancelled while it lasts. */
async function overload({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const minute = bench.play({
    wire: 'anthropic',
    answer: ({ sinceFirstMs }) => (sinceFirstMs < overloadMs ? raw(answers[0]) : plain),
  });
  const cancelled = bench.play({
    wire: 'anthropic',
    answer: () => raw(answers[0]),
    meanwhile: async (client, id) => {
      const deadlineMs = Date.now() + overloadMs;
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

/** For an agent that gives its model ten minutes. Over the time that the file says; a stream comes in pieces meanwhile. */
async function slowAnswer({ where, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const { after, ...body } = answers[0] ?? {};
  const delayMs = Number.parseInt(String(after), 10) * 1_000;
  const bench = await openFieldBench(where, fieldWorld([], { id: 'openai:m', timeout: '10m' } as never));
  try {
    const answer = () => ({ ...raw(body), delayMs });
    const run = judged.run(
      await bench.play({ wire: 'openai', ownModel: true, answer, timeoutMs: delayMs + 90_000 }),
    );
    judged.answered(run, 'Done.');
    judged.requests(run, 1);
    judged.holds('its bill is known', run.view.totals.unsettledNanoUsd === 0, run.view.totals);
  } finally {
    await bench.stop();
  }
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
