import type { CallFacts, EffectClass } from '../../src/core/calls/call-facts.ts';
import type { Charter, CharterTool } from '../../src/core/charter/charter.ts';
import type { Command } from '../../src/core/commands/command.ts';
import type { ModelCall, ModelTurn } from '../../src/core/model/model-turn.ts';
import type { AgentTask } from '../../src/core/run/agent-task.ts';
import { nextDeadlineMs } from '../../src/core/run/deadlines.ts';
import { decide } from '../../src/core/run/decide.ts';
import { evolve } from '../../src/core/run/evolve.ts';
import type { RunEvent } from '../../src/core/run/run-event.ts';
import { initialState, type RunState } from '../../src/core/run/run-state.ts';
import type { JsonObject } from '../../src/core/values/json.ts';
import { timeCheckMs } from '../../src/core/work/time-limit.ts';

/** Given a run, when facts arrive, then its state and due commands: the only words core tests use. */

const retry = { maximumAttempts: 3, initialIntervalMs: 10, backoffCoefficient: 2, maximumIntervalMs: 100 };

function tool(effect: EffectClass, changes: Partial<CharterTool> = {}): CharterTool {
  const inputSchema = { type: 'object' };
  return {
    description: effect,
    inputSchema,
    effect,
    idempotency: 'keyed',
    timeoutMs: 1_000,
    retry,
    digest: `digest-${effect}`,
    trust: 'untrusted',
    has: [],
    ...changes,
  };
}

export const charter: Charter = {
  schema: 'holdfast.charter/v1',
  digest: 'd1',
  agent: { name: 'desk', conversational: true, instructions: 'Help.' },
  model: {
    id: 'anthropic:test',
    maxOutputTokens: 100,
    timeoutMs: 1_000,
    retry,
    price: {
      source: 'test',
      steps: [{ fromInputTokens: 0, input: 1e9, cachedInput: 1e8, cacheWrite: 2e9, output: 5e9 }],
    },
  },
  tools: {
    look: tool('read'),
    change: tool('compensable', { has: ['undo'] }),
    /** Looks before it acts, and can tell afterwards whether it did. */
    careful: tool('compensable', { has: ['prepare', 'probe', 'undo'] }),
    /** Takes no key: sent once, then probed, when its effect can no longer appear. */
    send: tool('compensable', { idempotency: 'none', commitsWithinMs: 9_000, has: ['probe', 'undo'] }),
    /** The same, and nobody says how late its effect may appear. */
    notify: tool('irreversible', { idempotency: 'none', has: ['probe'] }),
  },
  rules: [{ name: 'careful asks', when: { tool: ['careful'] }, then: 'ask', deadlineMs: 60_000 }],
  limits: { steps: 50, wallTimeMs: 300_000, consecutiveFailures: 3, toolCalls: 100 },
};

export const task: AgentTask = { agent: 'desk', taskId: 't1', input: 'Do it.', startedBy: 'ada' };

export function given(overrides: Partial<AgentTask> = {}, input: string | null = 'Do it.'): RunState {
  const { input: _, ...rest } = task;
  const full: AgentTask = { ...rest, ...(input === null ? {} : { input }), ...overrides };
  return initialState(full, { workflowId: 'agent/desk/t1', firstRunId: 'r1', startedAtMs: 1_000 });
}

export function givenChat(): RunState {
  return given({ chat: true, greeting: 'Hello!' }, null);
}

type Fact = RunEvent extends infer E
  ? E extends unknown
    ? Omit<E, 'atMs'> & { atMs?: number }
    : never
  : never;

export function when(state: RunState, ...facts: Fact[]): RunState {
  return facts.reduce<RunState>(
    (current, fact) => evolve(current, { atMs: current.nowMs + 10, ...fact } as RunEvent),
    state,
  );
}

export function opened(state: RunState = given(), rules: Charter = charter): RunState {
  return when(state, { type: 'command-started', id: 'open' }, { type: 'run-opened', charter: rules });
}

export function due(state: RunState): string[] {
  return decide(state).map((command: Command) => command.id);
}

export function turn(calls: readonly ModelCall[] = [], text = ''): ModelTurn {
  const usage = { inputTokens: 100, cachedInputTokens: 10, cacheWriteTokens: 0, outputTokens: 20 };
  return { text, calls, usage, costNanoUsd: 1_000, ending: { kind: 'whole' } };
}

export function call(name: string, args: JsonObject = {}, facts: Partial<CallFacts> = {}): ModelCall {
  return {
    providerCallId: `p-${name}`,
    tool: name,
    arguments: args,
    check: { kind: 'valid', facts: { resources: [], ...facts } },
  };
}

/** Start the due model call and let it answer. */
export function answered(state: RunState, answer: ModelTurn): RunState {
  const [id] = due(state);
  if (id === undefined) throw new Error('no model call is due');
  return when(state, { type: 'command-started', id }, { type: 'model-answered', id, answer });
}

/** Start a due tool call and let it succeed. */
export function done(state: RunState, id: string, output: string = id): RunState {
  return when(state, { type: 'command-started', id }, { type: 'tool-succeeded', id, output });
}

/** When a timer of the run fires next. */
export function wakeMs(state: RunState): number | undefined {
  const times = [nextDeadlineMs(state), timeCheckMs(state)].filter((ms) => ms !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
