import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type {
  CallModelInput,
  CallModelResult,
  OpenRunInput,
  OpenRunResult,
  RunToolInput,
  RunToolResult,
} from '../contracts/activities.ts';
import { activityNames } from '../contracts/activities.ts';
import { failureTypes } from '../contracts/failure-types.ts';
import type { Command } from '../core/command.ts';
import type { RunEvent } from '../core/run-event.ts';
import { type FailureNames, readActivityFailure } from './activity-failure.ts';
import { modelOptions, openRunOptions, toolOptions } from './activity-options.ts';

type Fact = RunEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'atMs'> : never) : never;
type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** Carries out commands as activities and turns each one's end, good or bad, into an event. */
export class CommandRunner {
  readonly #modelScopes = new Map<string, CancellationScope>();

  async run(command: Command): Promise<Fact | undefined> {
    switch (command.kind) {
      case 'open-run':
        return this.#openRun(command);
      case 'call-model':
        return this.#callModel(command);
      case 'run-tool':
        return this.#runTool(command);
      case 'abort-model':
        this.#modelScopes.get(command.target)?.cancel();
        return undefined;
    }
  }

  async #openRun({ task }: CommandOf<'open-run'>): Promise<Fact> {
    const input: OpenRunInput = { task };
    try {
      return {
        type: 'run-opened',
        charter: await activity<OpenRunResult>(activityNames.openRun, openRunOptions, input),
      };
    } catch (error) {
      return { type: 'run-opening-failed', failure: readActivityFailure(error, openRunFailures) };
    }
  }

  async #callModel(command: CommandOf<'call-model'>): Promise<Fact> {
    const { id, turn, model, charterDigest, head, added } = command;
    const { id: modelId, maxOutputTokens, price } = model;
    const input: CallModelInput = {
      turn,
      charterDigest,
      model: { id: modelId, maxOutputTokens, price },
      head,
      added,
    };
    const options = modelOptions(model, `turn ${turn}: ${modelId}`, id);
    const scope = new CancellationScope();
    this.#modelScopes.set(id, scope);
    try {
      const answer = await scope.run(() =>
        activity<CallModelResult>(activityNames.callModel, options, input),
      );
      return { type: 'model-answered', id, answer };
    } catch (error) {
      return { type: 'model-failed', id, failure: readActivityFailure(error, modelFailures) };
    } finally {
      this.#modelScopes.delete(id);
    }
  }

  async #runTool(command: CommandOf<'run-tool'>): Promise<Fact> {
    const { id, tool, policy, idempotencyKey, summary } = command;
    const input: RunToolInput = { callId: id, arguments: command.arguments, idempotencyKey };
    try {
      const result = await activity<RunToolResult>(tool, toolOptions(policy, summary, id), input);
      return result.kind === 'succeeded'
        ? { type: 'tool-succeeded', id, output: result.output }
        : { type: 'tool-rejected', id, message: result.error.message };
    } catch (error) {
      return { type: 'tool-failed', id, failure: readActivityFailure(error, toolFailures) };
    }
  }
}

async function activity<Result>(
  name: string,
  options: Parameters<typeof proxyActivities>[0],
  input: unknown,
): Promise<Result> {
  const run = proxyActivities<Record<string, (given: unknown) => Promise<Result>>>(options)[name];
  if (!run) throw new TypeError(`no activity proxy for ${name}`);
  return run(input);
}

const openRunFailures: FailureNames = {
  timedOut: failureTypes.modelUnexpected,
  cancelled: failureTypes.modelUnexpected,
  other: failureTypes.modelUnexpected,
};
const modelFailures: FailureNames = {
  timedOut: failureTypes.modelBillUnknown,
  cancelled: failureTypes.modelAborted,
  other: failureTypes.modelUnexpected,
};
const toolFailures: FailureNames = {
  timedOut: failureTypes.toolTimedOut,
  cancelled: failureTypes.toolUnexpected,
  other: failureTypes.toolUnexpected,
};
