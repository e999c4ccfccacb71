import type { ActivityOptions } from '@temporalio/workflow';
import type {
  CallModelInput,
  CheckCallInput,
  LocalToolInput,
  LookInput,
  OpenRunInput,
  RunToolInput,
} from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { ActivityCommand, CommandOf } from '../core/commands/command.ts';
import { runsLocally } from '../core/commands/run-tool.ts';
import { callOf } from '../core/ids/ids.ts';
import { given } from '../core/values/given.ts';
import {
  localToolOptions,
  lookOptions,
  modelOptions,
  openRunOptions,
  pastOptions,
  toolOptions,
  workLookOptions,
} from './activity-options.ts';
import type { Carrying } from './carrying.ts';
import { carryOutSettlement } from './check-settlement.ts';
import { runActivity, runLocalActivity } from './run-activity.ts';
import { carryOutUndo } from './undo-effect.ts';

/** How each command is carried out: by which activity, with what input, tried again how. */
export const carriers: {
  readonly [Kind in ActivityCommand['kind']]: (
    command: CommandOf<Kind>,
    by: Carrying,
  ) => Promise<ActivityEnd>;
} = {
  'open-run': ({ kind, task, ...command }) => {
    const input: OpenRunInput = { task };
    return runActivity({ kind }, placed(openRunOptions(command.lookAttempts), command), input);
  },
  'call-model': callModel,
  'run-tool': runTool,
  'prepare-tool': ({ kind, tool, policy, summary, id, ...command }) =>
    runActivity(
      { kind, tool },
      placed(lookOptions(policy, `look first: ${summary}`, id, command.lookAttempts), command),
      lookInput(command),
    ),
  'check-edit': checkEdit,
  'probe-effect': ({ kind, tool, policy, summary, id, ...command }) =>
    runActivity(
      { kind, tool },
      placed(lookOptions(policy, `did it happen? ${summary}`, id, command.lookAttempts), command),
      lookInput(command),
    ),
  'undo-effect': carryOutUndo,
  'check-settlement': carryOutSettlement,
  'look-at-work': ({ kind, id }) => runActivity({ kind }, workLookOptions(id), {}),
  'read-past': ({ kind, id, ...command }) =>
    runActivity({ kind }, placed(pastOptions(id, command.lookAttempts), command), {}),
};

/** What a worker gave back is not handed to it again at once: as a rule an activity starts where its run is. */
function placed(options: ActivityOptions, { givenBack }: { givenBack?: true }): ActivityOptions {
  return givenBack ? { ...options, allowEagerDispatch: false } : options;
}

function callModel(command: CommandOf<'call-model'>, { origin }: Carrying): Promise<ActivityEnd> {
  const { kind, id, turn, model, charterDigest, head, added, pastReadFor } = command;
  const { id: modelId, maxOutputTokens, price } = model;
  const input: CallModelInput = {
    turn,
    charterDigest,
    model: { id: modelId, maxOutputTokens, price },
    head,
    added,
    origin,
    ...given({ pastReadFor }),
  };
  return runActivity({ kind }, placed(modelOptions(model, `turn ${turn}: ${modelId}`, id), command), input);
}

function runTool(command: CommandOf<'run-tool'>, { origin }: Carrying): Promise<ActivityEnd> {
  const { kind, id, tool, policy, summary, idempotencyKey, precondition, approval, attemptsBefore } = command;
  const input: RunToolInput = {
    callId: callOf(id) ?? id,
    arguments: command.arguments,
    idempotencyKey,
    ...given({ precondition, approval, attemptsBefore }),
    ...(policy.effect === 'read' ? {} : { origin }),
  };
  const local: LocalToolInput = { ...input, timeoutMs: policy.timeoutMs };
  return runsLocally(command)
    ? runLocalActivity({ kind, tool }, localToolOptions(policy, summary), local)
    : runActivity(
        { kind, tool },
        placed(toolOptions(policy, summary, id, command.attemptsLeft), command),
        input,
      );
}

/** A check is no work of the tool: it may have to ask the run for its window. */
const checkTimeoutMs = 15_000;

function checkEdit(command: CommandOf<'check-edit'>): Promise<ActivityEnd> {
  const { kind, id, tool, policy, summary, window } = command;
  const input: CheckCallInput = {
    tool,
    toolDigest: policy.digest,
    arguments: command.arguments,
    ...given({ window }),
  };
  const timed = { ...policy, timeoutMs: Math.max(policy.timeoutMs, checkTimeoutMs) };
  return runActivity(
    { kind },
    placed(lookOptions(timed, `check an edit: ${summary}`, id, command.lookAttempts), command),
    input,
  );
}

function lookInput({ callId, arguments: args, idempotencyKey }: LookInput): LookInput {
  return { callId, arguments: args, idempotencyKey };
}
