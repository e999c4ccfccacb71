import { CancellationScope } from '@temporalio/workflow';
import {
  activityNames,
  type CallModelInput,
  type CallModelResult,
  type CheckCallInput,
  type CheckCallResult,
  type LocalToolInput,
  type LookInput,
  type OpenRunInput,
  type OpenRunResult,
  type PrepareToolResult,
  type ProbeToolResult,
  type RunToolInput,
  type RunToolResult,
  toolActivitySuffixes,
} from '../contracts/activities.ts';
import { activityFailures } from '../contracts/activity-failures.ts';
import type { Command } from '../core/command.ts';
import type { RunEvent } from '../core/run-event.ts';
import {
  localToolOptions,
  lookOptions,
  modelOptions,
  openRunOptions,
  toolOptions,
} from './activity-options.ts';
import { type ActivityEnd, runActivity, runLocalActivity } from './run-activity.ts';
import { undoEffect } from './undo-effect.ts';

type Fact = RunEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'atMs'> : never) : never;
type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** Carries out commands as activities and turns each one's end, good or bad, into an event. */
export class CommandRunner {
  readonly #modelScopes = new Map<string, CancellationScope>();

  run(command: Command): Promise<Fact | undefined> {
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
        return undoEffect(command).then((end) => ({ type: 'undo-ended', id: command.effect.id, end }));
      case 'abort-model':
        this.#modelScopes.get(command.target)?.cancel();
        return Promise.resolve(undefined);
    }
  }

  #callModel(command: CommandOf<'call-model'>): Promise<Fact> {
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
    const names = activityFailures['call-model'];
    const ending = scope.run(() =>
      runActivity<CallModelResult>(activityNames.callModel, options, input, names),
    );
    return ending.then((end) => {
      this.#modelScopes.delete(id);
      return end.kind === 'completed'
        ? { type: 'model-answered', id, answer: end.result }
        : { type: 'model-failed', id, failure: end.failure };
    });
  }
}

async function openRun({ task }: CommandOf<'open-run'>): Promise<Fact> {
  const input: OpenRunInput = { task };
  const names = activityFailures['open-run'];
  const end = await runActivity<OpenRunResult>(activityNames.openRun, openRunOptions, input, names);
  return end.kind === 'completed'
    ? { type: 'run-opened', charter: end.result }
    : { type: 'run-opening-failed', failure: end.failure };
}

function runTool(command: CommandOf<'run-tool'>): Promise<Fact> {
  const { tool, policy, idempotencyKey, precondition, approval } = command;
  const callId = callOf(command.id);
  const input: RunToolInput = {
    callId,
    arguments: command.arguments,
    idempotencyKey,
    ...(precondition === undefined ? {} : { precondition }),
    ...(approval === undefined ? {} : { approval }),
  };
  const names = activityFailures['run-tool'];
  const local: LocalToolInput = { ...input, timeoutMs: policy.timeoutMs };
  const ending = policy.local
    ? runLocalActivity<RunToolResult>(tool, localToolOptions(policy, command.summary), local, names)
    : runActivity<RunToolResult>(tool, toolOptions(policy, command.summary, command.id), input, names);
  return ending.then((end) => toolFact(callId, end));
}

function toolFact(callId: string, end: ActivityEnd<RunToolResult>): Fact {
  if (end.kind === 'failed') return { type: 'tool-failed', id: callId, failure: end.failure };
  switch (end.result.kind) {
    case 'succeeded':
      return { type: 'tool-succeeded', id: callId, output: end.result.output };
    case 'rejected':
      return { type: 'tool-rejected', id: callId, message: end.result.error.message };
    case 'voided':
      return { type: 'tool-voided', id: callId, message: end.result.message };
  }
}

async function prepareTool(command: CommandOf<'prepare-tool'>): Promise<Fact> {
  const id = command.callId;
  const name = command.tool + toolActivitySuffixes.prepare;
  const options = lookOptions(command.policy, `look first: ${command.summary}`, command.id);
  const end = await runActivity<PrepareToolResult>(name, options, lookInput(command), activityFailures.look);
  if (end.kind === 'failed') return { type: 'prepare-failed', id, failure: end.failure };
  if (end.result.kind === 'rejected')
    return { type: 'prepare-rejected', id, message: end.result.error.message };
  const { kind: _, ...facts } = end.result;
  return { type: 'call-prepared', id, ...facts };
}

async function checkEdit(command: CommandOf<'check-edit'>): Promise<Fact> {
  const id = command.callId;
  const input: CheckCallInput = { tool: command.tool, arguments: command.arguments };
  const options = lookOptions(command.policy, `check an edit: ${command.summary}`, command.id);
  const end = await runActivity<CheckCallResult>(
    activityNames.checkCall,
    options,
    input,
    activityFailures.look,
  );
  return end.kind === 'failed'
    ? { type: 'prepare-failed', id, failure: end.failure }
    : { type: 'edit-checked', id, check: end.result };
}

async function probeEffect(command: CommandOf<'probe-effect'>): Promise<Fact> {
  const id = command.callId;
  const name = command.tool + toolActivitySuffixes.probe;
  const options = lookOptions(command.policy, `did it happen? ${command.summary}`, command.id);
  const end = await runActivity<ProbeToolResult>(name, options, lookInput(command), activityFailures.look);
  return end.kind === 'failed'
    ? { type: 'probe-failed', id, failure: end.failure }
    : { type: 'effect-probed', id, found: end.result };
}

function lookInput({ callId, arguments: args, idempotencyKey }: LookInput): LookInput {
  return { callId, arguments: args, idempotencyKey };
}

/** The call that a dispatch belongs to: a second one carries its number. */
function callOf(commandId: string): string {
  return commandId.replace(/d\d+$/, '');
}
