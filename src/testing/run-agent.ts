import { randomUUID } from 'node:crypto';
import type { ResolveOptions } from '../client/approvals/resolve-approval.ts';
import type { Attachment } from '../client/attachments/attach-files.ts';
import { HoldfastClient } from '../client/holdfast-client.ts';
import type { StartOptions } from '../client/runs/start-run.ts';
import type { HoldfastConfig } from '../config/define-config.ts';
import { isConfig } from '../config/is-config.ts';
import type { RunOutcome } from '../core/run/outcome.ts';
import type { TraceView } from '../core/trace/trace-view.ts';
import type { ApprovalView, RunView } from '../core/view/run-view.ts';
import { providerKeyVariables } from '../models/provider-families.ts';
import type { ProviderMeter } from '../scripted-provider/provider-meter.ts';
import type { ScriptSource } from '../scripted-provider/read-script.ts';
import { createLog } from '../workers/log.ts';
import { startWorkers } from '../workers/start-workers.ts';
import { type ModelRequest, type ScriptedModel, scriptedModel } from './scripted-model.ts';
import { sharedServer } from './shared-server.ts';

/** A decision about an open approval; `undefined` leaves it open. */
export type TestDecision =
  | 'approve'
  | 'reject'
  | (Pick<ResolveOptions, 'decision' | 'reason' | 'arguments' | 'scope' | 'digest'> & {
      readonly by?: string;
    })
  | undefined;

/** What the user says, alone or with files. */
export type TestReply = string | { readonly text: string; readonly attachments: readonly Attachment[] };

export interface RunAgentOptions
  extends Pick<
    StartOptions,
    | 'taskId'
    | 'attachments'
    | 'chat'
    | 'greeting'
    | 'model'
    | 'budgetNanoUsd'
    | 'maxSteps'
    | 'maxToolCalls'
    | 'wallTimeMs'
    | 'startedBy'
  > {
  /** What the model answers; or a model that is started already, whose requests then go on from earlier runs. */
  readonly script: ScriptSource | ScriptedModel;
  readonly input: string;
  /** Decides what the run asks a person about. Without it the run is given back as it waits. */
  readonly decide?: (approval: ApprovalView) => TestDecision | Promise<TestDecision>;
  /** What the user says, one after the other, whenever the run waits for it. A chat is ended after the last. */
  readonly replies?: readonly TestReply[];
  /** Variables for the tools, beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the run may take until it closes or waits for somebody. Default: 60 seconds. */
  readonly timeoutMs?: number;
}

/** What came of a run. */
export interface AgentRunResult {
  /** As `HoldfastClient.show` tells it. */
  readonly run: RunView;
  /** Absent where the run waits for somebody whom the test does not answer for. */
  readonly outcome: RunOutcome | undefined;
  readonly effects: RunView['effects'];
  readonly approvals: RunView['approvals'];
  /** As `HoldfastClient.trace` tells it, results whole. */
  readonly trace: TraceView;
  /** What was sent to the model, in order. */
  readonly requests: readonly ModelRequest[];
  /** What the model's own bill would show. */
  readonly meter: ProviderMeter;
}

/**
 * Run an agent of a configuration with a scripted model, to its close or until it waits for somebody.
 *
 * All else is real: adapters and their HTTP, the worker, its tools, a Temporal server, which the first call in a process
 * starts and which ends with the process. Keys of providers that are set are not used. A run that waits when the result is
 * read is cancelled afterwards.
 *
 * @throws Error for what is no configuration, for an agent that the configuration has not, and for a script that cannot be played; HoldfastError timeout
 * `wait_timeout` where the run gets no further in time. Nothing of the run goes on then.
 */
export async function runAgent(
  config: HoldfastConfig,
  agent: string,
  options: RunAgentOptions,
): Promise<AgentRunResult> {
  if (!isConfig(config))
    throw new Error(
      'runAgent takes what defineConfig({ agents: [ … ] }) gave, and this is none; wrap it in that.',
    );
  if (!config.agents.has(agent)) {
    throw new Error(
      `The configuration has no agent ${agent}. It has: ${[...config.agents.keys()].join(', ')}.`,
    );
  }
  const model = isModel(options.script) ? options.script : await scriptedModel(options.script);
  try {
    return await withWorkers(config, model, options, (client, taskQueue) =>
      play(client, model, { agent, taskQueue }, options),
    );
  } finally {
    if (model !== options.script) await model.stop();
  }
}

async function withWorkers<T>(
  config: HoldfastConfig,
  model: ScriptedModel,
  options: RunAgentOptions,
  use: (client: HoldfastClient, taskQueue: string) => Promise<T>,
): Promise<T> {
  const { address, namespace } = await sharedServer();
  const taskQueue = `testing-${randomUUID()}`;
  const workers = await startWorkers({
    config,
    connection: { address },
    namespace,
    taskQueues: [taskQueue],
    env: { ...withoutKeys(process.env), ...model.env, ...options.env },
    log: createLog({ level: process.env['HOLDFAST_LOG_LEVEL'] ?? 'silent' }),
    drainMs: 1_000,
  });
  try {
    // Whatever TEMPORAL_* says, this is the server that is meant.
    const target = { address, namespace, source: 'given', options: { address } } as const;
    const client = await HoldfastClient.connect(target, { dataConverter: config.dataConverter });
    try {
      return await use(client, taskQueue);
    } finally {
      await client.close();
    }
  } finally {
    await workers.stop();
  }
}

async function play(
  client: HoldfastClient,
  model: ScriptedModel,
  where: { readonly agent: string; readonly taskQueue: string },
  options: RunAgentOptions,
): Promise<AgentRunResult> {
  const { script: _script, decide: _decide, replies = [], env: _env, timeoutMs = 60_000, ...task } = options;
  const deadlineMs = Date.now() + timeoutMs;
  const sentBefore = model.requests.length;
  const { id } = await client.start({ startedBy: 'test', ...task, ...where });
  const left = [...replies];
  let isOpen = true;
  try {
    let run: RunView;
    do run = await client.waitForPeople(id, { timeoutMs: Math.max(1, deadlineMs - Date.now()) });
    while (await answer(client, run, left, options));
    isOpen = run.state !== 'closed';
    return {
      run,
      outcome: run.outcome,
      effects: run.effects,
      approvals: run.approvals,
      trace: await client.trace(id, { io: true }),
      requests: model.requests.slice(sentBefore),
      meter: model.meter(),
    };
  } finally {
    if (isOpen) await cancel(client, id);
  }
}

/** Do what the test does in people's place. False where that is nothing: the run goes no further then. */
async function answer(
  client: HoldfastClient,
  { id, state, approvals }: RunView,
  replies: TestReply[],
  { decide, chat, startedBy: by = 'test' }: RunAgentOptions,
): Promise<boolean> {
  if (state === 'awaiting-user') {
    const reply = replies.shift();
    if (typeof reply === 'string') await client.say(id, reply, { by });
    else if (reply) await client.say(id, reply.text, { by, attachments: reply.attachments });
    else if (chat) await client.end(id, { by });
    return reply !== undefined || chat === true;
  }
  let decided = false;
  for (const approval of approvals.filter((each) => each.state === 'open')) {
    const decision = await decide?.(approval);
    if (decision === undefined) continue;
    const told = typeof decision === 'string' ? { decision } : decision;
    await client.resolveApproval(id, { by, approvalId: approval.id, ...told });
    decided = true;
  }
  return decided;
}

/** Whether that came to its end in time does not matter: the worker goes next, and the server with the process. */
async function cancel(client: HoldfastClient, id: string): Promise<void> {
  await client
    .cancel(id, { by: 'test', reason: 'The test is over.' })
    .then(() => client.waitForClose(id, { timeoutMs: cancelWithinMs }))
    .catch(() => undefined);
}

const cancelWithinMs = 5_000;

function isModel(script: RunAgentOptions['script']): script is ScriptedModel {
  return typeof script === 'object' && 'url' in script;
}

function withoutKeys(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !providerKeyVariables.includes(name)));
}
