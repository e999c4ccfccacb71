import { bindingOf } from '../approvals/approval.ts';
import type { Call } from '../calls/call.ts';
import { startableCalls } from '../calls/schedule.ts';
import { attemptsLeft } from '../calls/send-again.ts';
import { isStopping } from '../calls/stopping.ts';
import type { Charter } from '../charter/charter.ts';
import type { Command } from '../commands/command.ts';
import { newMessages } from '../context/transcript.ts';
import { asksForOrigin } from '../guard/arguments-origin.ts';
import { idempotencyKey } from '../ids/idempotency-key.ts';
import { abortId, callOf, pastReadId, workLookId } from '../ids/ids.ts';
import { nextAskMs } from '../model/await-provider.ts';
import { nextModel } from '../model/next-model.ts';
import type { KnownPast } from '../resets/past.ts';
import { decideSettlements, decideUndo } from '../undo/decide-undo.ts';
import { undoOfRun } from '../undo/undo-of-run.ts';
import { isSettling, isUndoing } from '../undo/undo-state.ts';
import { given } from '../values/given.ts';
import { dueForCall, dueModelCall } from './on-command-started.ts';
import { unservedOf } from './on-unserved.ts';
import type { RunState } from './run-state.ts';
import { stageOf } from './stage.ts';

/**
 * Name everything that may start now.
 *
 * A command that was started is not named again: `command-started` moves the run past it. Nothing is named for a run
 * that is closed; for a paused one only an undo, or a check of what is said of an effect, that a person asks for; for
 * one that stops, as it is cancelled or its time is up, only what brings its open ends to a close.
 */
export function decide(state: RunState): readonly Command[] {
  const due = [...lookAtWork(state), ...dueCommands(state)];
  if (!state.unserved) return due;
  return due.flatMap((command) => {
    const back = unservedOf(state, callOf(command.id) ?? command.id);
    if (!back || command.kind === 'abort-model') return [command];
    if (state.nowMs < back.notBeforeMs) return [];
    return [
      {
        ...command,
        ...(back.times > 0 ? { givenBack: true as const } : {}),
        ...given({ lookAttempts: back.attempts }),
      },
    ];
  });
}

function dueCommands(state: RunState): readonly Command[] {
  if (state.outcome) return [];
  return isSettling(state.undos)
    ? [...decideSettlements(undoOfRun(state)), ...ownCommands(state)]
    : ownCommands(state);
}

function ownCommands(state: RunState): readonly Command[] {
  const { charter } = state;
  if (isStopping(state))
    return [...abortModel(state), ...(charter ? [...probes(state, charter), ...undos(state)] : [])];
  if (charter && state.undos.current) return undos(state);
  if (charter && isUndoing(state.undos)) return probes(state, charter);
  if (state.paused) return [];
  if (!charter) return state.opening === 'wanted' ? [{ kind: 'open-run', id: 'open', task: state.task }] : [];
  switch (stageOf(state)) {
    case 'thinking':
      if (state.past?.look) return readPast(state.past);
      // A check of what somebody said holds the run back from its end, its limits and its messages: they come first.
      return !state.modelCall &&
        state.calls.length === 0 &&
        !isSettling(state.undos) &&
        (nextAskMs(state) ?? 0) <= state.nowMs
        ? [callModel(state, charter)]
        : [];
    case 'acting':
      return [
        ...probes(state, charter),
        ...startableCalls(state, charter).flatMap((call) => next(state, call, charter)),
      ];
    case 'opening':
    case 'awaiting-user':
    case 'closed':
      return [];
  }
}

function lookAtWork({ worked, outcome }: RunState): readonly Command[] {
  if (outcome || worked.look !== 'wanted') return [];
  return [{ kind: 'look-at-work', id: workLookId(worked.looks + 1) }];
}

/** What it brings may leave the run no money for the model call that is due. */
function readPast({ look, looks }: KnownPast): readonly Command[] {
  return look === 'wanted' ? [{ kind: 'read-past', id: pastReadId(looks + 1) }] : [];
}

function abortModel({ modelCall }: RunState): readonly Command[] {
  if (modelCall?.abort !== 'no') return [];
  return [{ kind: 'abort-model', id: abortId(modelCall.id), target: modelCall.id }];
}

function callModel(state: RunState, charter: Charter): Command {
  const { id, turn } = dueModelCall(state);
  return {
    kind: 'call-model',
    id,
    turn,
    model: nextModel(state, charter),
    charterDigest: charter.digest,
    head: state.transcript.known,
    added: newMessages(state.transcript),
    ...given({ pastReadFor: state.past?.readFor }),
  };
}

/** What a call is due for: a look at the world, a check of its edit, or its tool. */
function next(state: RunState, call: Call, charter: Charter): readonly Command[] {
  const policy = charter.tools[call.tool];
  const due = dueForCall(call);
  if (!policy || !due) return [];
  const common = {
    id: due.id,
    tool: call.tool,
    policy,
    arguments: call.arguments,
    idempotencyKey: idempotencyKey(state, call),
    summary: call.facts.summary ?? call.tool,
  };
  if (due.kind === 'check-edit') {
    const edited = call.progress.state === 'preparing' ? call.progress.edit?.arguments : undefined;
    const window = {
      turn: call.turn,
      charterDigest: charter.digest,
      head: state.transcript.known,
    };
    return [
      {
        kind: due.kind,
        callId: call.id,
        ...common,
        arguments: edited ?? call.arguments,
        ...(asksForOrigin(charter) ? { window } : {}),
      },
    ];
  }
  if (due.kind !== 'run-tool') return [{ kind: due.kind, callId: call.id, ...common }];
  const approval = state.approvals.find((one) => one.id === call.approvedAs);
  return [
    {
      kind: due.kind,
      ...common,
      dispatch: call.dispatches + 1,
      attemptsLeft: attemptsLeft(call, policy),
      ...(call.tries?.made ? { attemptsBefore: call.tries.made } : {}),
      ...given({ precondition: call.prepared?.precondition }),
      ...(approval ? { approval: { ...bindingOf(call, approval, charter), digest: approval.digest } } : {}),
    },
  ];
}

function probes(state: RunState, charter: Charter): readonly Command[] {
  return state.calls.flatMap((call) => {
    const { progress } = call;
    const isDue =
      progress.state === 'settling' && progress.by === 'probe' && state.nowMs >= progress.notBeforeMs;
    return isDue ? next(state, call, charter) : [];
  });
}

/** A run only undoes: what would come of it is planned outside. */
function undos(state: RunState): readonly Command[] {
  return decideUndo(undoOfRun(state)).filter((command) => command.kind === 'undo-effect');
}
