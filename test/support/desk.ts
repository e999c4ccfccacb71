import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import type { TemporalAccess } from '../../src/client/connection/temporal-access.ts';
import { workflowTaskTimeoutMs } from '../../src/client/connection/workflow-task-timeout.ts';
import { showRun } from '../../src/client/runs/show-run.ts';
import type { HoldfastConfig } from '../../src/config/define-config.ts';
import type { AgentRunInput } from '../../src/contracts/agent-task.ts';
import { queryNames, workflowNames } from '../../src/contracts/names.ts';
import type { MessageReceipt } from '../../src/core/messages/message.ts';
import type { RunMessageName } from '../../src/core/messages/run-messages.ts';
import type { AgentTask } from '../../src/core/run/agent-task.ts';
import type { RunView } from '../../src/core/view/run-view.ts';
import { openPayloads } from '../../src/payloads/open-payloads.ts';
import type { Script } from '../../src/scripted-provider/scripted-request.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../../src/scripted-provider/start-scripted-provider.ts';
import { createLog } from '../../src/workers/log.ts';
import { startWorkers } from '../../src/workers/start-workers.ts';
import type { RunningWorkers, StartWorkersOptions } from '../../src/workers/start-workers-options.ts';

/** One worker with its own queue and its own scripted model, on the test run's server. */
export interface Desk {
  readonly client: Client;
  readonly provider: ScriptedProvider;
  readonly taskQueue: string;
  /** Start workers of a build of the agents on this queue; whoever calls stops them. */
  serve(config: HoldfastConfig, more?: Partial<StartWorkersOptions>): Promise<RunningWorkers>;
  setScript(script: Script): void;
  start(task: AgentTask, ...files: Uint8Array[]): Promise<string>;
  say(runId: string, message: string, messageId?: string): Promise<MessageReceipt>;
  send(runId: string, name: RunMessageName, payload: object, ...files: Uint8Array[]): Promise<MessageReceipt>;
  status(runId: string): Promise<RunView>;
  /** Wait until the run waits for somebody or is closed. */
  settled(runId: string): Promise<RunView>;
  result(runId: string): Promise<RunView>;
  stop(): Promise<void>;
}

/** The desk's server, as the client's parts take it. */
export function accessOf({ client, taskQueue }: Desk): TemporalAccess {
  return { client, taskQueue, namespace: client.options.namespace, address: '', close: async () => {} };
}

export interface DeskOptions {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly config: HoldfastConfig;
  readonly script: Script;
  readonly worker?: Partial<StartWorkersOptions> | 'none';
}

export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { address, namespace, taskQueue, config } = options;
  let script = options.script;
  const provider = await startScriptedProvider({ script: (request, sent) => script(request, sent) });
  const connection = await Connection.connect({ address });
  const dataConverter = await openPayloads(config.dataConverter);
  const client = new Client({ connection, namespace, dataConverter });
  const serve: Desk['serve'] = (served, more) =>
    startWorkers({
      config: served,
      connection: { address },
      namespace,
      taskQueues: [taskQueue],
      env: { ...process.env, ...providerEnv(provider) },
      log: createLog({ level: process.env.HOLDFAST_LOG_LEVEL ?? 'silent' }),
      drainMs: 1_000,
      ...more,
    });
  let workers: RunningWorkers | undefined;
  if (options.worker !== 'none') {
    workers = await serve(config, options.worker).catch(async (error: unknown) => {
      await connection.close();
      await provider.stop();
      throw error;
    });
  }
  const handleOf = (id: string) => client.workflow.getHandle(id);
  const send: Desk['send'] = (id, name, payload, ...files) =>
    handleOf(id).executeUpdate<MessageReceipt, [object, ...Uint8Array[]]>(name, {
      args: [payload, ...files],
    });
  const status: Desk['status'] = (id) => handleOf(id).query<RunView>(queryNames.status);
  return {
    client,
    provider,
    taskQueue,
    serve,
    setScript: (next) => {
      script = next;
    },
    start: async (task, ...files) => {
      const workflowId = `agent/${task.agent}/${task.taskId}`;
      const input: AgentRunInput = { schema: 'holdfast.agent-run/v1', task };
      await client.workflow.start(workflowNames.agentRun, {
        args: [input, ...files],
        workflowId,
        taskQueue,
        workflowTaskTimeout: workflowTaskTimeoutMs,
      });
      return workflowId;
    },
    say: (id, message, messageId = `${message.length}-${Math.random()}`) =>
      send(id, 'say', { message, messageId }),
    send,
    status,
    settled: async (id) => {
      const deadlineMs = Date.now() + 60_000;
      for (let waitMs = 20; ; waitMs = Math.min(200, waitMs * 1.3)) {
        // Right after a kill a query may find no worker.
        const view = await status(id).catch((error: unknown) => {
          if (Date.now() > deadlineMs) throw error;
        });
        if (view && view.state !== 'running') return view;
        if (Date.now() > deadlineMs) throw new Error(`${id} neither waits nor ends`);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    },
    result: async (id) => {
      try {
        return (await handleOf(id).result()) as RunView;
      } catch (error) {
        // A run that failed, or was cancelled in Temporal, has no result of its own.
        if (!(error instanceof WorkflowFailedError)) throw error;
        const access = { client, taskQueue, namespace: client.options.namespace, address: '' };
        return showRun({ ...access, close: async () => {} }, id);
      }
    },
    stop: async () => {
      await workers?.stop();
      await connection.close();
      await provider.stop();
    },
  };
}

/** What a worker process is given so that it calls the scripted provider. */
export function providerEnv(provider: ScriptedProvider): Record<string, string> {
  return {
    ANTHROPIC_API_KEY: 'scripted',
    ANTHROPIC_BASE_URL: provider.anthropicBaseUrl,
    OPENAI_API_KEY: 'scripted',
    OPENAI_BASE_URL: provider.openaiBaseUrl,
    GOOGLE_API_KEY: 'scripted',
    GOOGLE_BASE_URL: provider.googleBaseUrl,
  };
}
