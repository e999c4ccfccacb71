import { extname } from 'node:path';
import { Worker as Thread } from 'node:worker_threads';
import type { Logger } from '@temporalio/worker';
import type {
  Workflow,
  WorkflowCreateOptions,
  WorkflowCreator,
} from '@temporalio/worker/lib/workflow/interface.js';
import {
  ThreadedVMWorkflowCreator,
  WorkerThreadClient,
} from '@temporalio/worker/lib/workflow/threaded-vm.js';
import type { WorkflowBundleWithSourceMapAndFilename as Bundle } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';

export interface WorkflowThreadOptions {
  readonly bundle: Bundle;
  readonly activityNames: ReadonlySet<string>;
  readonly logger: Logger;
  /** How long one step of workflow code may take. */
  readonly longestMs: number;
  /** Called before each step. */
  readonly onStep?: ((run: RunOfStep) => void) | undefined;
}

/** A run, and the execution that it is at. */
export interface RunOfStep {
  readonly run: string;
  readonly runId: string;
}

/**
 * Run workflow code in a thread of its own, and in another one once a step took too long.
 *
 * Temporal's SDK has Node guard each call into the code by a further thread, which costs more than most calls do. Here
 * one timer does it: the thread is ended, the step fails its workflow task with the run's name, and so does the next
 * step of every other run that the thread had; they are replayed on the new one.
 */
export async function keepWorkflowThread(options: WorkflowThreadOptions): Promise<WorkflowCreator> {
  let opening = WorkflowThread.open(options);
  let current = await opening;
  return {
    async createWorkflow(about) {
      if (current.isEnded && (await opening) === current) opening = WorkflowThread.open(options);
      current = await opening;
      return current.createWorkflow(about);
    },
    destroy: async () => (await opening).destroy(),
  };
}

class WorkflowThread implements WorkflowCreator {
  readonly #thread: Thread;
  readonly #creator: ThreadedVMWorkflowCreator;
  readonly #longestMs: number;
  readonly #onStep: WorkflowThreadOptions['onStep'];
  #endedFor: string | undefined;

  private constructor(
    thread: Thread,
    creator: ThreadedVMWorkflowCreator,
    { longestMs, onStep }: WorkflowThreadOptions,
  ) {
    this.#thread = thread;
    this.#creator = creator;
    this.#longestMs = longestMs;
    this.#onStep = onStep;
  }

  static async open(options: WorkflowThreadOptions) {
    const { bundle, activityNames, logger } = options;
    const thread = new Thread(threadFile);
    const client = new WorkerThreadClient(thread, logger);
    await client.send({
      type: 'init',
      workflowBundle: bundle,
      isolateExecutionTimeoutMs: unguarded,
      reuseV8Context: true,
      registeredActivityNames: new Set(activityNames),
      hasPatchActivationCallback: false,
    });
    return new WorkflowThread(thread, new ThreadedVMWorkflowCreator([client]), options);
  }

  get isEnded(): boolean {
    return this.#endedFor !== undefined;
  }

  async createWorkflow(options: WorkflowCreateOptions): Promise<Workflow> {
    const { workflowId: run, runId } = options.info;
    const workflow = await this.#guard(run, () => this.#creator.createWorkflow(options));
    return {
      activate: (activation) => {
        this.#onStep?.({ run, runId });
        return this.#guard(run, () => workflow.activate(activation));
      },
      getAndResetSinkCalls: async () => (this.isEnded ? [] : workflow.getAndResetSinkCalls()),
      dispose: () => workflow.dispose(),
    };
  }

  async destroy(): Promise<void> {
    if (!this.isEnded) await this.#creator.destroy();
  }

  /** Steps are taken one after the other, so the first one that is overdue is the one that takes too long. */
  async #guard<Result>(run: string, step: () => Promise<Result>): Promise<Result> {
    this.#throwIfEnded();
    let timer = setTimeout(() => {
      // An answer may be waiting behind whatever kept this loop from its timers.
      timer = setTimeout(() => this.#endFor(run), secondLookMs);
    }, this.#longestMs);
    try {
      return await step();
    } catch (error) {
      this.#throwIfEnded();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #endFor(run: string): void {
    if (this.isEnded) return;
    this.#endedFor = run;
    void this.#thread.terminate();
  }

  #throwIfEnded(): void {
    if (this.#endedFor === undefined) return;
    throw new Error(
      `The thread of workflow code was ended: a step of ${this.#endedFor} did not come to its end within ${this.#longestMs / 1_000} s.`,
    );
  }
}

const secondLookMs = 1_000;
/** The same kind of file as this one: source run by type stripping, or built JavaScript. */
const threadFile = new URL(`./workflow-thread-entry${extname(import.meta.url)}`, import.meta.url);
/** Node starts no guard for a call without a timeout; the SDK's own types know no such call. */
const unguarded = undefined as unknown as number;
