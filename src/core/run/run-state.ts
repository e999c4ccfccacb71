import type { Approval } from '../approvals/approval.ts';
import type { Rejection } from '../approvals/rejections.ts';
import { distinctFiles } from '../attachments/file-part.ts';
import type { Call } from '../calls/call.ts';
import type { PlanStep } from '../calls/control-tools.ts';
import type { RefusedCalls } from '../calls/refused-calls.ts';
import type { Charter } from '../charter/charter.ts';
import { withoutHarnessMark } from '../context/harness-note.ts';
import type { Message } from '../context/message.ts';
import { appendMessages, emptyTranscript, type Transcript } from '../context/transcript.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import type { AskedAgain } from '../model/asked-again.ts';
import type { ProviderWait } from '../model/provider-wait.ts';
import { noAttempts, type TurnAttempts } from '../model/turn-attempts.ts';
import type { KnownPast } from '../resets/past.ts';
import { noUndos, type Undos } from '../undo/undo-state.ts';
import { given } from '../values/given.ts';
import { normaliseText } from '../values/normalise-text.ts';
import { noWork, type Worked } from '../work/worked-time.ts';
import type { AgentTask } from './agent-task.ts';
import type { RunOutcome } from './outcome.ts';
import type { Unserved } from './unserved.ts';

/** Its answer was empty, its call was none, or every call that it made failed. */
export type FailedTurn = 'empty' | 'unmade' | 'calls';

/** All that a run knows; also what continue-as-new carries. Plain data, at most 1 MiB as JSON. */
export interface RunState {
  readonly schema: 'holdfast.run-state/v1';
  readonly task: AgentTask;
  readonly workflowId: string;
  /** The first Temporal run id of the chain; part of every idempotency key. */
  readonly firstRunId: string;
  /** An earlier part of the run was made by a reset in Temporal; known of the parts after it alone. */
  readonly afterReset?: true;
  /** What executions did that resets left behind; absent while none is known of. */
  readonly past?: KnownPast;
  readonly startedAtMs: number;
  /** Time of the last event. */
  readonly nowMs: number;
  readonly opening: 'wanted' | 'started' | 'done';
  readonly charter?: Charter;
  readonly transcript: Transcript;
  /** The turn in progress or the last one; 0 before the first model call. */
  readonly turn: number;
  /** The model call in flight. */
  readonly modelCall?: ModelCallInFlight;
  /** Model calls of a turn that has no answer yet. */
  readonly attempts: TurnAttempts;
  /** Calls of the present turn; empty between turns. */
  readonly calls: readonly Call[];
  readonly plan: readonly PlanStep[];
  /** Set by `ask_user`, cleared by the next message. */
  readonly question?: string;
  /** Set by `finish` or `escalate`, takes effect when the turn's calls are answered. */
  readonly ending?: RunOutcome;
  readonly inbox: readonly Message[];
  /** Told to the model with its next call; they do not cause one. */
  readonly notes: readonly Message[];
  readonly seenMessageIds: readonly string[];
  readonly conversationEnded: boolean;
  readonly paused: boolean;
  readonly cancel?: { readonly by: string; readonly reason?: string; readonly undo: boolean };
  readonly counters: RunCounters;
  /** Absent after an answer that was taken. */
  readonly askedAgain?: AskedAgain;
  /** Turns in a row that came to nothing. */
  readonly failureStreak: number;
  /** What the last turn that came to nothing was like. */
  readonly lastFailure?: FailedTurn;
  /** Dispatched calls by tool. */
  readonly callsByTool: Readonly<Record<string, number>>;
  /** Absent until the model proposes a call that nothing runs. */
  readonly refusedCalls?: RefusedCalls;
  /** Open approvals and the last decided ones. */
  readonly approvals: readonly Approval[];
  readonly grants: readonly Grant[];
  /** Calls that people said no to since the user's last message. */
  readonly rejections: readonly Rejection[];
  readonly effects: readonly LedgerEntry[];
  /** Begin when nothing else is under way. */
  readonly undos: Undos;
  /** What waits for a worker that can carry it out; absent while nothing does. */
  readonly unserved?: readonly Unserved[];
  /** Absent while its model's provider answers. */
  readonly providerWait?: ProviderWait;
  /** What its limit of wall time counts. */
  readonly worked: Worked;
  /** It has worked for as long as it may: it stops. */
  readonly timeUp?: true;
  readonly humanWait: { readonly sinceMs?: number; readonly totalMs: number };
  /** The last text that the model wrote, or the greeting. */
  readonly lastMessage?: string;
  readonly segments: readonly Segment[];
  readonly outcome?: RunOutcome;
  readonly closedAtMs?: number;
}

export interface ModelCallInFlight {
  readonly id: string;
  /** Worst case of this call; booked as unsettled when its bill stays unknown. */
  readonly reservedNanoUsd: number;
  readonly abort: 'no' | 'started';
}

export interface RunCounters {
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  readonly unsettledNanoUsd: number;
}

/** An approval for this run: later calls of the tool under the rule, up to the amount. */
export interface Grant {
  readonly approvalId: string;
  readonly tool: string;
  readonly rule: string;
  readonly by: string;
  readonly maxAmountNanoUsd?: number;
}

/** One Temporal run of the chain and the turns it held. */
export interface Segment {
  readonly runId: string;
  readonly fromTurn: number;
  readonly toTurn: number;
}

export type RunIdentity = Pick<RunState, 'workflowId' | 'firstRunId' | 'startedAtMs'>;

export function initialState(task: AgentTask, identity: RunIdentity): RunState {
  const said = task.greeting === undefined ? undefined : normaliseText(task.greeting);
  const greeting: Message[] = said === undefined ? [] : [{ role: 'assistant', content: said, calls: [] }];
  const asked = task.input === undefined ? undefined : withoutHarnessMark(normaliseText(task.input));
  const files = task.attachments && distinctFiles(task.attachments);
  const input: Message[] =
    asked === undefined
      ? []
      : [{ role: 'user', content: asked, ...given({ attachments: files }), pinned: true }];
  return {
    schema: 'holdfast.run-state/v1',
    task,
    workflowId: identity.workflowId,
    firstRunId: identity.firstRunId,
    startedAtMs: identity.startedAtMs,
    nowMs: identity.startedAtMs,
    opening: 'wanted',
    transcript: appendMessages(emptyTranscript, [...greeting, ...input]),
    turn: 0,
    attempts: noAttempts,
    calls: [],
    plan: [],
    inbox: [],
    notes: [],
    seenMessageIds: [],
    conversationEnded: false,
    paused: false,
    counters: {
      modelCalls: 0,
      toolCalls: 0,
      toolErrors: 0,
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      costNanoUsd: 0,
      unsettledNanoUsd: 0,
    },
    failureStreak: 0,
    callsByTool: {},
    approvals: [],
    grants: [],
    rejections: [],
    effects: [],
    undos: noUndos,
    worked: noWork,
    humanWait: { totalMs: 0 },
    ...given({ lastMessage: said }),
    segments: [],
  };
}
