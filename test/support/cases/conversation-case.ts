import { callId } from '../../../src/core/ids/ids.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import type { ScriptedTurn } from '../../../src/scripted-provider/scripted-request.ts';
import type { RecordedCall, RetailSimulation } from '../tau2.ts';
import { differingAnswers } from './compare-answers.ts';
import type { CaseLane } from './lane.ts';

/** The one priced model that every recording is played under. */
const model = 'openai-chat:gpt-4.1';

/** A recorded conversation, cut into what each side does in our terms. */
interface Plot {
  readonly greeting: string;
  readonly userMessages: readonly string[];
  readonly turns: readonly ScriptedTurn[];
  readonly calls: readonly { readonly id: string; readonly recorded: RecordedCall }[];
  readonly tokens: { readonly input: number; readonly output: number };
}

/**
 * Play one recorded conversation: greeting, user messages by `say`, the model's turns over HTTP, results by our tools.
 *
 * A recording ends on a user message that nobody answers: the run is ended there instead.
 */
export async function playConversation(
  lane: CaseLane,
  simulation: RetailSimulation,
  interfere?: (runId: string) => Promise<void>,
): Promise<string[]> {
  await lane.reset();
  const plot = plotOf(simulation);
  lane.desk.setScript(playTurns(plot.turns));
  const id = await lane.desk.start({
    agent: 'retail-unattended',
    taskId: lane.newTaskId(`talk-${simulation.id.slice(0, 8)}`),
    chat: true,
    greeting: plot.greeting,
    model,
    budgetNanoUsd: 50_000_000_000,
    startedBy: 'verify',
  });
  const interfering = interfere?.(id);
  // It is awaited below; until then a failure must not count as unhandled.
  interfering?.catch(() => {});
  for (const [index, message] of plot.userMessages.entries()) {
    await lane.desk.say(id, message, `u${index + 1}`);
    await lane.desk.settled(id);
  }
  await interfering;
  await lane.desk.send(id, 'endConversation', {});
  const view = await lane.desk.result(id);

  const problems = differingAnswers(plot.calls, await lane.answers(id), lane.start);
  if (view.outcome?.kind !== 'answered') problems.push(`outcome ${JSON.stringify(view.outcome)}`);
  const { inputTokens, outputTokens, modelCalls, toolCalls, toolErrors } = view.totals;
  const found = { inputTokens, outputTokens, toolCalls, toolErrors };
  const expected = {
    inputTokens: plot.tokens.input,
    outputTokens: plot.tokens.output,
    toolCalls: plot.calls.length,
    toolErrors: plot.calls.filter(({ recorded }) => recorded.error).length,
  };
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    problems.push(`totals ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  }
  if (modelCalls < plot.turns.length) problems.push(`${modelCalls} of ${plot.turns.length} model calls`);
  const writes = view.effects.filter((effect) => effect.state === 'applied').length;
  problems.push(...(await lane.miscounted(id, writes)));
  return problems;
}

function plotOf(simulation: RetailSimulation): Plot {
  const [greeting, ...rest] = simulation.messages;
  if (greeting?.role !== 'assistant') throw new Error(`simulation ${simulation.id} has no greeting`);
  const answers = new Map(
    rest.flatMap((message) => (message.role === 'tool' ? [[message.id, message] as const] : [])),
  );
  const spoken = rest.flatMap((message) => (message.role === 'assistant' ? [message] : []));
  const said = rest.flatMap((message) => (message.role === 'user' ? [message.content] : []));
  return {
    greeting: greeting.content ?? '',
    userMessages: rest.at(-1)?.role === 'user' ? said.slice(0, -1) : said,
    turns: spoken.map(({ content, tool_calls, usage }) => ({
      ...(content ? { text: content } : {}),
      // The recordings also say who asked for a call.
      ...(tool_calls
        ? { toolCalls: tool_calls.map(({ id, name, arguments: args }) => ({ id, name, arguments: args })) }
        : {}),
      usage: { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 },
    })),
    calls: spoken.flatMap((message, turn) =>
      (message.tool_calls ?? []).map((call, index) => {
        const answer = answers.get(call.id);
        if (!answer) throw new Error(`simulation ${simulation.id}: ${call.id} has no answer`);
        return {
          id: callId(turn + 1, index + 1),
          recorded: { ...call, output: answer.content, error: answer.error },
        };
      }),
    ),
    tokens: {
      input: spoken.reduce((sum, { usage }) => sum + (usage?.prompt_tokens ?? 0), 0),
      output: spoken.reduce((sum, { usage }) => sum + (usage?.completion_tokens ?? 0), 0),
    },
  };
}
