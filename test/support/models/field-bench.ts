import { randomUUID } from 'node:crypto';
import { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import type { TraceView } from '../../../src/core/trace/trace-view.ts';
import type { RunView } from '../../../src/core/view/run-view.ts';
import type { ScriptedTurn, SentRequest } from '../../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk } from '../desk.ts';
import { type FieldAgent, type FieldExecution, type FieldWorld, fieldWorld } from './field-world.ts';
import { loadStrictWire, type Quirks } from './strict-wire.ts';

export type FieldWire = 'anthropic' | 'openai' | 'openai-chat';

/** A request of one run as the fake provider got it. */
export interface Asked extends SentRequest {
  /** Of this run, from 0. */
  readonly index: number;
  readonly sinceFirstMs: number;
}

/** What is played: one run, and what the provider answers to each of its requests. */
export interface FieldPlay {
  readonly wire: FieldWire;
  readonly agent?: FieldAgent;
  readonly watched?: boolean;
  /** The agent's own model is played, with what the agent sets for it, which has to be `wire:m`. */
  readonly ownModel?: true;
  /** On top of what every server of that wire refuses. */
  readonly quirks?: Quirks;
  readonly answer: (asked: Asked) => ScriptedTurn;
  /** While it goes on. */
  readonly meanwhile?: (client: HoldfastClient, id: string) => Promise<void>;
  readonly timeoutMs?: number;
}

/** What came of it. A run that waits for a person is given back as it waits. */
export interface FieldRun {
  readonly view: RunView;
  readonly trace: TraceView;
  readonly asked: readonly Asked[];
  /** Requests that a server of that wire would refuse, with its words. */
  readonly refused: readonly string[];
  readonly executions: readonly FieldExecution[];
  /** How it stood, as far as it was looked at. */
  readonly states: ReadonlySet<string>;
}

export interface FieldBench {
  play(play: FieldPlay): Promise<FieldRun>;
  stop(): Promise<void>;
}

const runTimeoutMs = 150_000;
const mark = /field run ([\w-]+)/;

interface Session {
  readonly play: FieldPlay;
  readonly asked: Asked[];
  readonly refused: string[];
  firstAtMs?: number;
}

/** Open one worker and one fake provider for any number of runs at once. */
export async function openFieldBench(
  where: { readonly address: string; readonly namespace: string },
  world: FieldWorld = fieldWorld(),
): Promise<FieldBench> {
  const refusal = await loadStrictWire();
  const sessions = new Map<string, Session>();
  const taskQueue = `field-${randomUUID()}`;
  const desk: Desk = await openDesk({
    ...where,
    taskQueue,
    config: world.config,
    script: (_request, sent) => {
      const session = sessions.get(mark.exec(sent.text)?.[1] ?? '');
      if (session === undefined) throw new Error('this request belongs to no run');
      return answerOf(session, sent);
    },
  });
  const client = await HoldfastClient.connect(where);

  function answerOf(session: Session, sent: SentRequest): ScriptedTurn {
    session.firstAtMs ??= Date.now();
    const index = session.asked.length;
    const asked = { ...sent, index, sinceFirstMs: Date.now() - session.firstAtMs };
    session.asked.push(asked);
    const message = refusal(sent.path, sent.body, sent.text, session.play.quirks);
    if (message === undefined) return session.play.answer(asked);
    session.refused.push(message);
    const error = { type: 'invalid_request_error', message };
    return { raw: { status: 400, body: { ...(sent.path === '/v1/messages' && { type: 'error' }), error } } };
  }

  return {
    async play(play) {
      const taskId = randomUUID();
      const session: Session = { play, asked: [], refused: [] };
      sessions.set(taskId, session);
      const states = new Set<string>();
      const { id } = await client.start({
        agent: play.agent ?? 'field',
        taskId,
        input: `Do it (field run ${taskId}).`,
        ...(!play.ownModel && { model: `${play.wire}:m` }),
        startedBy: 'field',
        taskQueue,
        ...(play.watched && { watched: true }),
      });
      const meanwhile = play.meanwhile?.(client, id);
      let view = await client.show(id);
      const deadlineMs = Date.now() + (play.timeoutMs ?? runTimeoutMs);
      while (!waitsForPeople(view) && Date.now() < deadlineMs) {
        states.add(view.state);
        await new Promise((resolve) => setTimeout(resolve, 250));
        view = await client.show(id);
      }
      await meanwhile;
      const trace = await client.trace(id, { io: true });
      if (view.state !== 'closed') await client.cancel(id).catch(() => undefined);
      return {
        view,
        trace,
        asked: session.asked,
        refused: session.refused,
        executions: world.executions.filter(({ run }) => run === id),
        states,
      };
    },
    stop: async () => {
      await client.close();
      await desk.stop();
    },
  };
}

function waitsForPeople({ state }: RunView): boolean {
  return ['closed', 'awaiting-approval', 'awaiting-user', 'awaiting-human', 'paused'].includes(state);
}
