import { randomUUID } from 'node:crypto';
import {
  type ChatCompletionRequest,
  type FixtureResponse,
  type JournalEntry,
  LLMock,
} from '@copilotkit/aimock';
import { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import type { RunView } from '../../../src/core/view/run-view.ts';
import { openDesk } from '../desk.ts';
import { type FieldExecution, fieldWorld } from './field-world.ts';
import { Judgement } from './judgement.ts';
import { playEach, type Verdict } from './verdict.ts';

export const chaosWires = ['anthropic', 'openai', 'openai-chat', 'google'] as const;
export type ChaosWire = (typeof chaosWires)[number];

/** What that server does to one request in so many: each kind by a draw of its own. */
const chaosRate = 0.15;
const latencyMs = 20;

/**
 * How the end of a run tells of each kind, where it gave up on it. A cut stream may lose its end or its middle.
 */
const causes = {
  drop: /HTTP 500: Chaos: request dropped/,
  malformed: /HTTP 200|could not be read/,
  rateLimit: /HTTP 429: Chaos: rate limit exceeded/,
  disconnect: /the connection broke after the request was sent/,
  truncated:
    /the connection broke|could not be read|broke (?:the answer )?off|does not say why it ended|did not say how many tokens/,
} as const;
export type ChaosKind = keyof typeof causes;
export const chaosKinds = Object.keys(causes) as ChaosKind[];

/** What came of some runs over one wire. */
export interface ChaosRuns {
  readonly verdicts: readonly Verdict[];
  readonly answered: number;
  readonly requests: number;
  /** How often each kind struck. */
  readonly struck: Readonly<Record<ChaosKind, number>>;
}

type Ended = { readonly view: RunView; readonly requests: readonly JournalEntry[] };

/**
 * Play runs over one wire against a model server that others wrote, with each of its kinds of chaos at 15 %: dropped
 * requests, malformed answers, rate limits, connections that break, streams that are cut in their middle.
 *
 * Each run reads, pays once and answers. It has to end as answered with what the server said whole, or as failed with what
 * the server last did to it; and whatever happened, it paid at most once.
 */
export async function playChaos(
  where: { readonly address: string; readonly namespace: string },
  wire: ChaosWire,
  runs: number,
  onVerdict?: (verdict: Verdict) => void,
): Promise<ChaosRuns> {
  const mock = new LLMock({ logLevel: 'silent', journalMaxEntries: 0, chunkSize: 4 });
  mock.on({ predicate: (request) => request.stream === true && Math.random() < chaosRate }, answerTo, {
    truncateAfterChunks: 2,
  });
  mock.on({ predicate: () => true }, answerTo);
  mock.setChaos({
    dropRate: chaosRate,
    malformedRate: chaosRate,
    rateLimitRate: chaosRate,
    disconnectRate: chaosRate,
    latencyMs,
  });
  const url = await mock.start();
  const world = fieldWorld();
  const taskQueue = `chaos-${randomUUID()}`;
  const desk = await openDesk({
    ...where,
    taskQueue,
    config: world.config,
    script: () => ({ text: 'not asked' }),
    worker: { env: { ...process.env, ...accessTo(url) } },
  });
  const client = await HoldfastClient.connect(where);
  const struck: Record<ChaosKind, number> = {
    drop: 0,
    malformed: 0,
    rateLimit: 0,
    disconnect: 0,
    truncated: 0,
  };
  let answered = 0;
  let requests = 0;
  try {
    const cases = Array.from({ length: runs }, (_, index) => ({ name: `${wire} run ${index + 1}`, index }));
    const verdicts = await playEach(
      cases,
      async ({ index }) => {
        const ended = await play(client, mock, { wire, taskQueue, watched: index % 2 === 1 });
        requests += ended.requests.length;
        for (const kind of ended.requests.map(kindOf)) if (kind) struck[kind]++;
        if (ended.view.outcome?.kind === 'answered') answered++;
        return judge(
          ended,
          world.executions.filter(({ run }) => run === ended.view.id),
        );
      },
      // A run mostly waits.
      { atOnce: 10, onVerdict },
    );
    return { verdicts, answered, requests, struck };
  } finally {
    await client.close();
    await desk.stop();
    await mock.stop();
  }
}

function accessTo(url: string): Record<string, string> {
  return {
    ANTHROPIC_API_KEY: 'test-key',
    ANTHROPIC_BASE_URL: url,
    OPENAI_API_KEY: 'test-key',
    OPENAI_BASE_URL: `${url}/v1`,
    GOOGLE_API_KEY: 'test-key',
    GOOGLE_BASE_URL: url,
  };
}

const paid = { account: 'A-1', amount: 7 };
const usage = {
  prompt_tokens: 100,
  completion_tokens: 10,
  input_tokens: 100,
  output_tokens: 10,
  promptTokenCount: 100,
  candidatesTokenCount: 10,
};

/** The next turn of the conversation, by the results that it holds: looks, pays, and says so. */
function answerTo({ messages }: ChatCompletionRequest): FixtureResponse {
  const results = messages.filter(({ role }) => role === 'tool').length;
  if (results === 0)
    return { toolCalls: [{ id: 'call_look', name: 'lookup', arguments: '{"id":"A-1"}' }], usage };
  if (results === 1)
    return { toolCalls: [{ id: 'call_pay', name: 'pay', arguments: JSON.stringify(paid) }], usage };
  return { content: answerOf(JSON.stringify(messages)), usage };
}

const mark = /chaos run ([\w-]+)/;

/** Names the run that it is for: another's would be seen. */
function answerOf(conversation: string): string {
  return `The account was looked up and 7 were paid to it, once and for all, in chaos run ${mark.exec(conversation)?.[1]}.`;
}

async function play(
  client: HoldfastClient,
  mock: LLMock,
  how: { readonly wire: ChaosWire; readonly taskQueue: string; readonly watched: boolean },
): Promise<Ended> {
  const taskId = randomUUID();
  const { id } = await client.start({
    agent: 'field',
    taskId,
    input: `Pay 7 to A-1 (chaos run ${taskId}).`,
    model: `${how.wire}:m`,
    startedBy: 'chaos',
    taskQueue: how.taskQueue,
    ...(how.watched && { watched: true }),
  });
  const deadlineMs = Date.now() + 240_000;
  let view = await client.show(id);
  while (view.state !== 'closed' && Date.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    view = await client.show(id);
  }
  const requests = mock.getRequests().filter(({ body }) => mark.exec(JSON.stringify(body))?.[1] === taskId);
  return { view, requests };
}

function kindOf({ response }: JournalEntry): ChaosKind | undefined {
  return response.chaosAction ?? (response.interrupted === true ? 'truncated' : undefined);
}

/** So many lost answers of one turn end a run; more than that many requests are none for the server's refusals. */
const lostInARow = 3;

function judge({ view, requests }: Ended, executions: readonly FieldExecution[]): readonly string[] {
  const judged = new Judgement();
  const { outcome, totals } = view;
  const kinds = requests.map(kindOf);
  const last = kinds.at(-1);
  const ran = (tool: string): readonly FieldExecution[] => executions.filter((one) => one.tool === tool);
  judged.holds('it is closed', view.state === 'closed', view.state);
  if (outcome?.kind === 'answered') {
    judged.holds('it ends with a request that was answered whole', last === undefined, kinds);
    judged.holds(
      'the answer is what was said',
      outcome.answer === answerOf(JSON.stringify(requests.at(-1)?.body)),
      outcome,
    );
    judged.holds('it looked once', ran('lookup').length === 1, executions);
    judged.holds('it paid once, what it was told', ran('pay').length === 1, executions);
    judged.holds(
      'three answers are booked',
      totals.inputTokens === 300 && totals.outputTokens === 30,
      totals,
    );
  } else {
    const reason = outcome?.reason;
    judged.holds(
      'it fails as the provider is away',
      reason?.code === 'provider_unavailable' || reason?.code === 'answer_broken',
      outcome,
    );
    judged.holds(
      'only after answers were lost in a row',
      kinds.slice(-lostInARow).every(Boolean) && kinds.length >= lostInARow,
      kinds,
    );
    const isTold = last !== undefined && causes[last].test(reason?.message ?? '');
    judged.holds(`it tells the cause: ${last}`, isTold, reason?.message);
  }
  judged.holds('it looks at most once', ran('lookup').length <= 1, executions);
  judged.holds('it pays at most once', ran('pay').length <= 1, executions);
  for (const { input } of ran('pay'))
    judged.holds('it pays what it was told', JSON.stringify(input) === JSON.stringify(paid), input);
  const lost = kinds.filter((kind) => kind !== undefined && kind !== 'rateLimit' && kind !== 'drop').length;
  judged.holds(
    'what may have been billed is unsettled, and nothing else',
    totals.unsettledNanoUsd > 0 === lost > 0,
    {
      kinds,
      unsettled: totals.unsettledNanoUsd,
    },
  );
  return judged.problems;
}

/** Say in a line what struck. */
export function tellChaos(wire: ChaosWire, { answered, verdicts, requests, struck }: ChaosRuns): string {
  const told = chaosKinds.map((kind) => `${kind} ${struck[kind]}`).join(', ');
  return `${wire}: ${answered} of ${verdicts.length} answered; of ${requests} requests ${told}`;
}
