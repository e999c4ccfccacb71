import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { defineConfig } from '../../../src/config/define-config.ts';
import type { ScriptedTurn } from '../../../src/scripted-provider/scripted-request.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import { type WireAnswer, type WireProtocol, wireAnswer } from '../../models/wire-answer.ts';
import type { Cassette, RecordedCall } from './cassettes.ts';
import { type FieldBench, type FieldRun, type FieldWire, openFieldBench } from './field-bench.ts';
import { plain } from './field-case.ts';
import { type FieldExecution, type FieldWorld, prices } from './field-world.ts';
import { Judgement } from './judgement.ts';
import { playEach, type Verdict } from './verdict.ts';

const wires: Readonly<Record<WireProtocol, FieldWire>> = {
  anthropic: 'anthropic',
  openAi: 'openai',
  openAiChat: 'openai-chat',
};

/** Play recordings as whole runs, some at a time. */
export async function playCassettes(
  cassettes: readonly Cassette[],
  where: { readonly address: string; readonly namespace: string },
  onVerdict?: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const bench = await openFieldBench(where, worldOf(cassettes));
  try {
    return await playEach(cassettes, (cassette) => playCassette(bench, cassette), { onVerdict });
  } finally {
    await bench.stop();
  }
}

/** An agent with every tool that a recording calls; each takes whatever was recorded, and finds something. */
function worldOf(cassettes: readonly Cassette[]): FieldWorld {
  const executions: FieldExecution[] = [];
  const called = cassettes.flatMap(({ calls }) => calls).flatMap((call) => wireOf(call).calls);
  const names = new Set(called.map(([, name]) => String(name)));
  const tools = [...names].map((name) =>
    defineTool({
      name,
      description: `${name} of a recording`,
      input: z.looseObject({}),
      output: z.string(),
      effect: 'read',
      execute: async (input, { idempotencyKey }) => {
        executions.push({ run: idempotencyKey.split('/').slice(0, 3).join('/'), tool: name, input });
        return 'found';
      },
    }),
  );
  const agent = defineAgent({
    name: 'field',
    instructions: 'Do as you are told.',
    model: 'openai-chat:m',
    tools,
    rules: [{ name: 'everything goes', when: { tool: '*' }, then: 'allow' }],
  });
  return { config: defineConfig({ agents: [agent], prices }), executions };
}

/**
 * Play one recording: each request of a run gets the next recorded answer. A run ends where a recorded answer ends it; what
 * was recorded after that is the next run's. A run that asks for more than was recorded gets plain text.
 */
async function playCassette(bench: FieldBench, { calls }: Cassette): Promise<readonly string[]> {
  const judged = new Judgement();
  let from = 0;
  while (from < calls.length) {
    const [first] = calls.slice(from);
    if (first === undefined) break;
    // A run keeps to its provider.
    const other = calls.findIndex(({ protocol }, place) => place > from && protocol !== first.protocol);
    const rest = calls.slice(from, other === -1 ? undefined : other);
    const run = await bench.play({
      wire: wires[first.protocol],
      watched: first.streams,
      answer: ({ index }) => recorded(rest[index]),
    });
    const taken = rest.slice(0, run.asked.length);
    judgeRun(judged, run, taken, `run from #${from}: `);
    // A run that asks for nothing would be played for ever.
    from += Math.max(1, taken.length);
  }
  return judged.problems;
}

function recorded(call: RecordedCall | undefined): ScriptedTurn {
  if (call === undefined) return plain;
  const { status, streams, body } = call;
  const headers = { 'content-type': streams ? 'text/event-stream; charset=utf-8' : 'application/json' };
  return { raw: { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) } };
}

function judgeRun(judged: Judgement, run: FieldRun, calls: readonly RecordedCall[], what: string): void {
  judged.run(run, what);
  const last = calls.at(-1);
  const { outcome, totals } = run.view;
  if (last === undefined) return judged.holds(`${what}a request is made`, false, outcome);
  if (last.status >= 400) {
    const isSo = outcome?.kind === 'failed' && outcome.reason?.code === 'provider_rejected';
    return judged.holds(`${what}the run fails, provider_rejected`, isSo, outcome);
  }
  const answers = calls.map(wireOf);
  if (answers.some(({ usage }) => usage === undefined)) {
    const isBooked = totals.unsettledNanoUsd > 0;
    judged.holds(`${what}an answer without a bill is booked at its worst case`, isBooked, totals);
    return judged.holds(
      `${what}it is no answer`,
      outcome?.kind === 'answered' && outcome.answer === 'Done.',
      outcome,
    );
  }
  const asked = answers.flatMap(({ calls: made }) => made);
  const proposed = asked.map(([, tool, args]) => [tool, typeof args === 'string' ? JSON.parse(args) : args]);
  const ran = run.executions.map(({ tool, input }) => [tool, input]);
  judged.holds(`${what}what was recorded ran, once`, isDeepStrictEqual(sorted(ran), sorted(proposed)), ran);
  const beyond = run.asked.length - calls.length;
  judged.answered(run, beyond > 0 ? 'Done.' : (answers.at(-1)?.text ?? ''), what);
  judged.holds(`${what}no more is asked than once after the recording`, beyond <= 1, beyond);
  for (const field of ['inputTokens', 'outputTokens', 'cachedInputTokens'] as const) {
    const sum = answers.reduce((total, { usage }) => total + Number(usage?.[field] ?? 0), 0);
    const more = beyond > 0 ? { inputTokens: 100, outputTokens: 10, cachedInputTokens: 0 }[field] : 0;
    judged.holds(`${what}${field} is ${sum + more}`, totals[field] === sum + more, totals[field]);
  }
  const isKnown = !calls.some(hasForeignRounds);
  judged.holds(
    `${what}${isKnown ? 'every bill is known' : 'rounds of another model count as unsettled'}`,
    (totals.unsettledNanoUsd === 0) === isKnown,
    totals,
  );
}

/** Whether the provider called another model on the way, at a price that the bill does not tell. */
function hasForeignRounds({ body }: RecordedCall): boolean {
  return JSON.stringify(body).includes('"advisor_message"');
}

function sorted(calls: readonly unknown[]): readonly string[] {
  return calls.map((call) => JSON.stringify(call)).sort();
}

function wireOf({ protocol, status, body }: RecordedCall): WireAnswer {
  return status >= 400
    ? { usage: undefined, text: '', calls: [], reason: undefined }
    : wireAnswer(protocol, body);
}
