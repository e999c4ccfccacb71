import { inject } from 'vitest';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import type { StartOptions } from '../../src/client/runs/start-run.ts';
import type { RunView } from '../../src/core/view/run-view.ts';
import { type DataConverterDefinition, resolveDataConverter } from '../../src/payloads/data-converter.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import { type CarefulWorld, carefulWorld } from './careful-agents.ts';
import { type Desk, openDesk } from './desk.ts';

/** A desk of careful agents whose model does what the task of each run says. */
export interface CarefulDesk {
  readonly world: CarefulWorld;
  readonly desk: Desk;
  readonly client: HoldfastClient;
  /** Start a run whose model plays these turns, then says "Done.". Gives its workflow id. */
  play(agent: string, turns: readonly ScriptedTurn['toolCalls'][], startedBy?: string): Promise<string>;
  /** The same as a conversation: it waits, and its task id is what the user has to say first. */
  playChat(agent: string, turns: readonly ScriptedTurn['toolCalls'][]): Promise<string>;
  /** Wait until a run is in a state. */
  reaches(run: string, state: RunView['state']): Promise<RunView>;
  stop(): Promise<void>;
}

export const put = (shelf: string, thing: string) => ({ name: 'put', arguments: { shelf, thing } });
export const look = (shelf: string) => ({ name: 'look', arguments: { shelf } });
export const send = (letter: string) => ({ name: 'send', arguments: { letter } });

/** `where`: another server than the test run's; `definition`: the data converter of the configuration, and so of its client. */
export async function openCarefulDesk(
  name: string,
  where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') },
  definition?: DataConverterDefinition,
): Promise<CarefulDesk> {
  const world = carefulWorld();
  const dataConverter = resolveDataConverter(definition);
  const stamp = `${name}-${Date.now().toString(36)}`;
  const played = new Map<string, readonly ScriptedTurn[]>();
  const desk = await openDesk({
    ...where,
    taskQueue: stamp,
    config: dataConverter ? { ...world.config, dataConverter } : world.config,
    script: (request) => {
      const task = request.messages.find(({ role }) => role === 'user')?.content ?? '';
      return playTurns(played.get(task) ?? [])(request);
    },
  });
  const client = await HoldfastClient.connect(where, { dataConverter });
  const started: string[] = [];
  const start = async (
    turns: readonly ScriptedTurn['toolCalls'][],
    options: (taskId: string) => StartOptions,
  ): Promise<string> => {
    const taskId = `${stamp}-${started.length + 1}`;
    played.set(taskId, [...turns.map((toolCalls) => ({ toolCalls: toolCalls ?? [] })), { text: 'Done.' }]);
    const { id } = await client.start({ ...options(taskId), taskId, taskQueue: stamp });
    started.push(id);
    return id;
  };
  return {
    world,
    desk,
    client,
    play: (agent, turns, startedBy = 'ada') => start(turns, (input) => ({ agent, input, startedBy })),
    playChat: (agent, turns) => start(turns, () => ({ agent, chat: true, startedBy: 'ada' })),
    reaches: async (run, state) => {
      const deadlineMs = Date.now() + 30_000;
      for (;;) {
        const view = await client.show(run);
        if (view.state === state) return view;
        if (Date.now() > deadlineMs)
          throw new Error(`${run} is ${view.state}, not ${state}: ${JSON.stringify(view)}`);
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
    stop: async () => {
      for (const id of started) {
        for (const workflow of [id, `undo/${id}`]) {
          await desk.client.workflow
            .getHandle(workflow)
            .terminate('end of the test')
            .catch(() => {});
        }
      }
      await client.close();
      await desk.stop();
    },
  };
}
