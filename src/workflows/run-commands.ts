import { CancellationScope } from '@temporalio/workflow';
import {
  activityNames,
  type CallModelInput,
  type CheckCallInput,
  type LocalToolInput,
  type LookInput,
  type OpenRunInput,
  type RunToolInput,
  toolActivitySuffixes,
} from '../contracts/activities.ts';
import { activityFailures } from '../contracts/activity-failures.ts';
import type { Command } from '../core/run/command.ts';
import { activityFact, callOfActivity, type EventFact } from '../core/trace/activity-event.ts';
import type { ActivityEnd } from '../core/trace/history-fact.ts';
import {
  localToolOptions,
  lookOptions,
  modelOptions,
  openRunOptions,
  toolOptions,
} from './activity-options.ts';
import { runActivity, runLocalActivity } from './run-activity.ts';
import { compensate } from './undo-effect.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;
type ActivityCommand = Exclude<Command, { kind: 'abort-model' }>;

/** A check is no work of the tool: it may have to ask the run for its window. */
const checkTimeoutMs = 15_000;

/** Carries out commands as activities and turns each one's end, good or bad, into an event. */
export class CommandRunner {
  /** Of the model calls, one after the other; a run has no more than one at a time. Made where the first is carried out. */
  #modelScope: CancellationScope | undefined;

  /** `onEnd` is called once the command is carried out, with what the run is to take in, if anything. */
  run(command: Command, onEnd: (fact: EventFact | undefined) => void): void {
    if (command.kind === 'abort-model') {
      this.#modelScope?.cancel();
      this.#modelScope = undefined;
      void Promise.resolve(undefined).then(onEnd);
      return;
    }
    void this.#carryOut(command).then((end) => onEnd(activityFact(command.kind, command.id, end)));
  }

  #carryOut(command: ActivityCommand): Promise<ActivityEnd> {
    switch (command.kind) {
      case 'open-run':
        return openRun(command);
      case 'call-model':
        return this.#callModel(command);
      case 'run-tool':
        return runTool(command);
      case 'prepare-tool':
        return prepareTool(command);
      case 'check-edit':
        return checkEdit(command);
      case 'probe-effect':
        return probeEffect(command);
      case 'undo-effect':
        return compensate(command);
    }
  }

  #callModel(command: CommandOf<'call-model'>): Promise<ActivityEnd> {
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
    const names = activityFailures['call-model'];
    this.#modelScope ??= new CancellationScope();
    return this.#modelScope.run(() => runActivity(activityNames.callModel, options, input, names));
  }
}

function openRun({ task }: CommandOf<'open-run'>): Promise<ActivityEnd> {
  const input: OpenRunInput = { task };
  return runActivity(activityNames.openRun, openRunOptions, input, activityFailures['open-run']);
}

function runTool(command: CommandOf<'run-tool'>): Promise<ActivityEnd> {
  const { id, tool, policy, summary, idempotencyKey, precondition, approval } = command;
  const input: RunToolInput = {
    callId: callOfActivity(id),
    arguments: command.arguments,
    idempotencyKey,
    ...(precondition === undefined ? {} : { precondition }),
    ...(approval === undefined ? {} : { approval }),
  };
  const names = activityFailures['run-tool'];
  const local: LocalToolInput = { ...input, timeoutMs: policy.timeoutMs };
  return policy.local
    ? runLocalActivity(tool, localToolOptions(policy, summary), local, names)
    : runActivity(tool, toolOptions(policy, summary, id), input, names);
}

function prepareTool(command: CommandOf<'prepare-tool'>): Promise<ActivityEnd> {
  const name = command.tool + toolActivitySuffixes.prepare;
  const options = lookOptions(command.policy, `look first: ${command.summary}`, command.id);
  return runActivity(name, options, lookInput(command), activityFailures.look);
}

function checkEdit(command: CommandOf<'check-edit'>): Promise<ActivityEnd> {
  const { tool, window } = command;
  const input: CheckCallInput = {
    tool,
    arguments: command.arguments,
    ...(window === undefined ? {} : { window }),
  };
  const policy = { ...command.policy, timeoutMs: Math.max(command.policy.timeoutMs, checkTimeoutMs) };
  const options = lookOptions(policy, `check an edit: ${command.summary}`, command.id);
  return runActivity(activityNames.checkCall, options, input, activityFailures.look);
}

function probeEffect(command: CommandOf<'probe-effect'>): Promise<ActivityEnd> {
  const name = command.tool + toolActivitySuffixes.probe;
  const options = lookOptions(command.policy, `did it happen? ${command.summary}`, command.id);
  return runActivity(name, options, lookInput(command), activityFailures.look);
}

function lookInput({ callId, arguments: args, idempotencyKey }: LookInput): LookInput {
  return { callId, arguments: args, idempotencyKey };
}
