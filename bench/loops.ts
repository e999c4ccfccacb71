import { workflowTaskTimeoutMs } from '../src/client/connection/workflow-task-timeout.ts';
import type { AgentRunInput } from '../src/contracts/agent-task.ts';
import { workflowNames } from '../src/contracts/names.ts';
import type { RunView } from '../src/core/view/run-view.ts';
import type { Bench } from './bench-server.ts';
import { taskText } from './fast-provider.ts';
import type { RawProgress } from './raw-loop.ts';
import {
  startHoldfastWorker,
  startRawWorker,
  type WorkerChild,
  type WorkerChildOptions,
} from './worker-children.ts';

export interface RunEnd {
  readonly made: number;
  /** Waited at the end before it was given up: no part of any step. */
  readonly idleMs: number;
}

/** A way to run the same steps. */
export interface Loop {
  readonly name: 'raw' | 'holdfast' | 'local reads' | 'far reads';
  startWorker(options: WorkerChildOptions): Promise<WorkerChild>;
  /** Start a run of so many steps; its workflow id. */
  start(bench: Bench, taskQueue: string, steps: number): Promise<string>;
  /** Wait for its end. Gives the steps that it made, all of them unless it died. */
  finish(bench: Bench, workflowId: string, steps: number): Promise<RunEnd>;
}

export const raw: Loop = {
  name: 'raw',
  startWorker: startRawWorker,
  async start({ client, fresh }, taskQueue, steps) {
    const workflowId = fresh('raw');
    const args: [string] = [taskText(workflowId, steps, 'read_page')];
    await client.workflow.start('rawLoop', {
      workflowId,
      taskQueue,
      args,
      workflowExecutionTimeout: '30 minutes',
    });
    return workflowId;
  },
  async finish({ client, provider }, workflowId, steps) {
    // Past a payload's limit its workflow task fails over and over: it never ends by itself.
    const handle = client.workflow.getHandle<() => Promise<RawProgress>>(workflowId);
    let reached = 0;
    let lastAtMs = performance.now();
    const forget = provider.onRequest((note) => {
      if (note.run !== workflowId || note.step <= reached) return;
      reached = note.step;
      lastAtMs = performance.now();
    });
    const result = handle.result().then(
      () => ({ made: steps, idleMs: 0 }),
      () => ({ made: reached - 1, idleMs: performance.now() - lastAtMs }),
    );
    try {
      for (;;) {
        const ended = await Promise.race([result, pause(500)]);
        if (ended !== undefined) return ended;
        const idleMs = performance.now() - lastAtMs;
        if (idleMs > deadAfterMs) {
          await handle.terminate('made no step for a while');
          return { made: reached - 1, idleMs };
        }
      }
    } finally {
      forget();
    }
  },
};

const deadAfterMs = 20_000;

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

export const holdfast: Loop = holdfastLoop('holdfast', 'reader', 'read_page');
export const localReads: Loop = holdfastLoop('local reads', 'near-reader', 'peek_page');
export const farReads: Loop = holdfastLoop('far reads', 'far-reader', 'fetch_page');

function holdfastLoop(name: Loop['name'], agent: string, tool: string): Loop {
  return {
    name,
    startWorker: startHoldfastWorker,
    async start({ client, fresh }, taskQueue, steps) {
      const taskId = fresh(agent);
      const workflowId = `agent/${agent}/${taskId}`;
      const task = { agent, taskId, input: taskText(taskId, steps, tool), startedBy: 'bench' };
      const args: [AgentRunInput] = [{ schema: 'holdfast.agent-run/v1', task }];
      await client.workflow.start(workflowNames.agentRun, {
        workflowId,
        taskQueue,
        args,
        workflowTaskTimeout: workflowTaskTimeoutMs,
      });
      return workflowId;
    },
    async finish({ client }, workflowId, steps) {
      const view = (await client.workflow.getHandle(workflowId).result()) as RunView;
      if (view.outcome?.kind !== 'answered' || view.totals.toolCalls !== steps) {
        throw new Error(
          `${workflowId} ended as ${JSON.stringify(view.outcome)} after ${view.totals.toolCalls} steps`,
        );
      }
      return { made: steps, idleMs: 0 };
    },
  };
}
