import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { HoldfastClient } from '../../../../src/client/holdfast-client.ts';
import type { ScriptedTurn } from '../../../../src/scripted-provider/scripted-request.ts';
import { openDesk } from '../../desk.ts';
import type { Asked } from '../field-bench.ts';
import { type FieldContext, type FieldModelCase, plain, raw } from '../field-case.ts';
import { fieldWorld } from '../field-world.ts';
import { Judgement } from '../judgement.ts';

/** What servers and surroundings want otherwise. */
export const servers: readonly FieldModelCase[] = [
  { file: '13-key-with-line-break.json', judge: unsendableKey },
  { file: '50-completion-limit-elsewhere.json', judge: completionLimit },
  { file: '51-watched-stream-options.json', judge: watched },
];

const pinged: ScriptedTurn = {
  toolCalls: [{ name: 'ping', arguments: {} }],
  usage: { inputTokens: 100, outputTokens: 10 },
};

/** The other name is used from then on: the run's second call is not refused again. */
async function completionLimit({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  let refused = 0;
  let taken = 0;
  const run = judged.run(
    await bench.play({
      wire: 'openai-chat',
      answer: ({ body }) => {
        if ('max_tokens' in body) {
          refused += 1;
          return raw(answers[0]);
        }
        taken += 1;
        return taken === 1 ? pinged : plain;
      },
    }),
  );
  judged.answered(run, 'Done.');
  judged.holds('it is refused once at most', refused <= 1, refused);
  const limits = run.asked.slice(-1).map(({ body }) => body['max_completion_tokens']);
  judged.holds('the limit goes out under the other name', typeof limits[0] === 'number', limits);
  const { costNanoUsd, unsettledNanoUsd } = run.view.totals;
  judged.holds(
    'the refused request costs nothing',
    costNanoUsd === 2 * (100 * 1_000 + 10 * 4_000) && unsettledNanoUsd === 0,
    run.view.totals,
  );
  return judged.problems;
}

async function watched({ bench, answers }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const refuses = ({ body }: Asked) => ('stream_options' in body ? raw(answers[0]) : plain);
  for (const isWatched of [false, true]) {
    const what = isWatched ? 'watched: ' : 'unwatched: ';
    const run = judged.run(
      await bench.play({
        wire: 'openai-chat',
        answer: refuses,
        watched: isWatched,
        ...(isWatched && { meanwhile: follow }),
      }),
      what,
    );
    judged.answered(run, 'Done.', what);
  }
  return judged.problems;
}

async function follow(client: HoldfastClient, id: string): Promise<void> {
  for await (const _ of client.follow(id, { text: true }));
}

/** Told by the variable's name when it is looked at first: at the worker's start, or as the end of the run. */
async function unsendableKey({ text, where }: FieldContext): Promise<readonly string[]> {
  const judged = new Judgement();
  const { env } = JSON.parse(text) as { env: Record<string, string> };
  for (const [variable, key] of Object.entries(env)) {
    const wire = variable === 'ANTHROPIC_API_KEY' ? 'anthropic' : 'openai-chat';
    const told = await playWithKey(where, wire, { [variable]: key });
    const what = `${variable}: `;
    judged.holds(`${what}the fault names the variable`, told.message.includes(variable), told.message);
    // Its position, or what kind of character it is.
    judged.holds(
      `${what}it says what is wrong with it`,
      /position|character|line break/i.test(told.message),
      told.message,
    );
    judged.holds(
      `${what}the run is not started, or ends as provider_not_configured`,
      told.isRefused,
      told.message,
    );
    judged.holds(`${what}nothing is booked`, told.bookedNanoUsd === 0, told.bookedNanoUsd);
    const parts = Array.from({ length: key.length - 7 }, (_, at) => key.slice(at, at + 8));
    const leaked = parts.filter((part) => told.everything.includes(part));
    judged.holds(`${what}no eight characters of it are told`, leaked.length === 0, leaked.length);
  }
  return judged.problems;
}

interface Told {
  readonly message: string;
  readonly isRefused: boolean;
  readonly bookedNanoUsd: number;
  /** Log, history, and what people are shown. */
  readonly everything: string;
}

async function playWithKey(
  where: FieldContext['where'],
  wire: string,
  env: Readonly<Record<string, string>>,
): Promise<Told> {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const taskQueue = `field-key-${randomUUID()}`;
  let desk: Awaited<ReturnType<typeof openDesk>>;
  try {
    desk = await openDesk({
      ...where,
      taskQueue,
      config: fieldWorld().config,
      script: () => plain,
      worker: { env: { PATH: process.env.PATH, ...env }, log: pino({ level: 'trace' }, sink) },
    });
  } catch (error) {
    const { message, stack = '' } = error as Error;
    return {
      message,
      isRefused: true,
      bookedNanoUsd: 0,
      everything: `${stack}${JSON.stringify(error)}${lines.join('')}`,
    };
  }
  const client = await HoldfastClient.connect(where);
  try {
    const { id } = await client.start({
      agent: 'field',
      input: 'Do it.',
      model: `${wire}:m`,
      startedBy: 'field',
      taskQueue,
    });
    const view = await client.waitForClose(id, { timeoutMs: 60_000 });
    const history = await desk.client.workflow.getHandle(id).fetchHistory();
    const texts = JSON.stringify(history, (_name, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    const { code, message = '' } = view.outcome?.reason ?? {};
    return {
      message,
      isRefused: code === 'provider_not_configured',
      bookedNanoUsd: view.totals.costNanoUsd + view.totals.unsettledNanoUsd,
      everything: `${texts}${JSON.stringify([view, await client.trace(id, { io: true })])}${lines.join('')}`,
    };
  } finally {
    await client.close();
    await desk.stop();
  }
}
