import type { Call } from './call.ts';
import type { Charter } from './charter.ts';
import type { Command } from './command.ts';
import { dueModelCall } from './command-start.ts';
import { digestOf } from './digest.ts';
import type { RunState } from './run-state.ts';
import { startableCalls } from './schedule.ts';
import { stageOf } from './stage.ts';
import { newMessages } from './transcript.ts';

/**
 * Name everything that may start now.
 *
 * A command that was started is not named again: `command-started` moves the run past it. Nothing is named for a run
 * that is paused or closed; for a cancelled one only what ends a model call in flight.
 */
export function decide(state: RunState): readonly Command[] {
  if (state.cancel) return abortModel(state);
  if (state.paused) return [];
  switch (stageOf(state)) {
    case 'opening':
      return state.opening === 'wanted' ? [{ kind: 'open-run', id: 'open', task: state.task }] : [];
    case 'thinking':
      return state.charter && !state.modelCall && state.calls.length === 0
        ? [callModel(state, state.charter)]
        : [];
    case 'acting':
      return state.charter ? runTools(state, state.charter) : [];
    case 'awaiting-user':
    case 'closed':
      return [];
  }
}

function abortModel(state: RunState): readonly Command[] {
  const { modelCall } = state;
  if (state.outcome || modelCall?.abort !== 'no') return [];
  return [{ kind: 'abort-model', id: `abort:${modelCall.id}`, target: modelCall.id }];
}

function callModel(state: RunState, charter: Charter): Command {
  const { id, turn } = dueModelCall(state);
  return {
    kind: 'call-model',
    id,
    turn,
    model: charter.model,
    charterDigest: charter.digest,
    head: state.transcript.known,
    added: newMessages(state.transcript),
  };
}

function runTools(state: RunState, charter: Charter): readonly Command[] {
  return startableCalls(state.calls, charter).flatMap((call) => {
    const policy = charter.tools[call.tool];
    if (!policy) return [];
    return [
      {
        kind: 'run-tool' as const,
        id: call.id,
        tool: call.tool,
        policy,
        arguments: call.arguments,
        idempotencyKey: idempotencyKey(state, call),
        summary: call.facts.summary ?? call.tool,
      },
    ];
  });
}

/** The same for every attempt and every worker; different for every call. */
function idempotencyKey(state: RunState, call: Call): string {
  return [state.workflowId, state.firstRunId, call.id, digestOf(call.arguments), 'run'].join('/');
}
