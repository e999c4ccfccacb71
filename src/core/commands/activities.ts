import { callOf, idForCall } from '../ids/ids.ts';
import type { EventFact } from '../run/run-event.ts';
import { fieldsOf } from '../values/fields-of.ts';
import type { Json } from '../values/json.ts';
import { isUndecoded } from '../values/undecoded.ts';
import type { Activity, ActivityEnd } from './activity.ts';
import { callModel } from './call-model.ts';
import { checkEdit } from './check-edit.ts';
import { checkSettlement } from './check-settlement.ts';
import { checkUndo } from './check-undo.ts';
import type { ActivityCommand } from './command.ts';
import { lookAtWork } from './look-at-work.ts';
import { openRun } from './open-run.ts';
import { prepareTool } from './prepare-tool.ts';
import { probeEffect } from './probe-effect.ts';
import { readPast } from './read-past.ts';
import { runTool } from './run-tool.ts';
import { timeTold } from './time-told.ts';
import { undoEffect } from './undo-effect.ts';

/**
 * Every kind of activity, a row each.
 *
 * Whoever starts activities, reads them from a history or writes a trace of them takes from here what a kind means. A
 * kind that lacks its row, or whoever carries it out, does not compile.
 */
export const activityRows = {
  'open-run': openRun,
  'call-model': callModel,
  'run-tool': runTool,
  'prepare-tool': prepareTool,
  'check-edit': checkEdit,
  'probe-effect': probeEffect,
  'undo-effect': undoEffect,
  'check-undo': checkUndo,
  'check-settlement': checkSettlement,
  'look-at-work': lookAtWork,
  'read-past': readPast,
} as const satisfies Readonly<Record<ActivityCommand['kind'] | 'check-undo', Activity<never>>>;

type Activities = typeof activityRows;

export type ActivityKind = keyof Activities;

type KindWith<Field> = {
  [Kind in ActivityKind]: Activities[Kind] extends Field ? Kind : never;
}[ActivityKind];

/** Done for one call, or for its effect: its ids begin with the call's. */
export type CallActivity = KindWith<{ readonly letter: string }>;
/** Named after its tool. */
export type ToolActivity = KindWith<{ readonly type: { readonly ofTool: string } }>;
/** Of a name of its own, which no tool may take. */
export type OwnActivity = Exclude<ActivityKind, ToolActivity>;
/** Steps of the trace that are activities. */
export type ActivityStepKind = Extract<Activities[ActivityKind], { step: unknown }>['step']['kind'];

export type NamedActivity =
  | { readonly kind: OwnActivity }
  | { readonly kind: ToolActivity; readonly tool: string };

export const activityKinds = Object.keys(activityRows) as readonly ActivityKind[];

/** The row of a kind that is known at run time only; so is what it returns. */
export function activityOf(kind: ActivityKind): Activity<Json, ActivityStepKind> {
  return activityRows[kind] as unknown as Activity<Json, ActivityStepKind>;
}

export function isForCall(kind: ActivityKind): kind is CallActivity {
  return activityOf(kind).letter !== undefined;
}

/** Name the n-th activity of a kind for a call. */
export function activityId(kind: CallActivity, callId: string, number: number): string {
  return idForCall(callId, activityRows[kind].letter, number);
}

/** The id of the command that an activity carries out. */
export function commandIdOf(kind: ActivityKind, id: string): string {
  return activityOf(kind).commandId ?? id;
}

/** An activity's type in Temporal. */
export function activityType(named: NamedActivity): string {
  return 'tool' in named
    ? named.tool + activityRows[named.kind].type.ofTool
    : activityRows[named.kind].type.own;
}

/** Read an activity's type in Temporal. No tool's own name holds a dot. */
export function readActivityType(type: string): NamedActivity {
  const own = ownActivities.find((kind) => activityRows[kind].type.own === type);
  if (own) return { kind: own };
  const dot = type.lastIndexOf('.');
  const ending = dot < 0 ? '' : type.slice(dot);
  const kind = toolActivities.find((one) => activityRows[one].type.ofTool === ending);
  return kind ? { kind, tool: type.slice(0, type.length - ending.length) } : { kind: 'run-tool', tool: type };
}

const ownActivities = activityKinds.filter((kind): kind is OwnActivity => 'own' in activityRows[kind].type);
const toolActivities = activityKinds.filter(
  (kind): kind is ToolActivity => 'ofTool' in activityRows[kind].type,
);

/** What Temporal calls the activity that takes whatever a worker has none for. */
export const anyOtherActivity = 'default';

/** Names that no tool may take. */
export const ownActivityTypes: readonly string[] = [
  ...ownActivities.map((kind) => activityRows[kind].type.own),
  anyOtherActivity,
];

/** What follows on a tool's name in the types of its further activities. */
export const toolActivityEndings = toolActivities
  .map((kind) => activityRows[kind].type.ofTool)
  .filter((ending) => ending !== '');

/**
 * An activity's end as a run can take it: an output that cannot be read is a failure, as nobody knows what was done. How
 * long it took is no part of the output.
 */
export function readableEnd(kind: ActivityKind, end: ActivityEnd): ActivityEnd {
  if (end.kind === 'failed') return end;
  const row = activityOf(kind);
  if (!isUndecoded(end.output) && row.isReadable(end.output)) return withoutTime(end);
  const { output } = end;
  const what = isUndecoded(output)
    ? `in an encoding that cannot be read (${output.encoding})`
    : 'of a shape that is not known';
  const message = `its answer is ${what}; do workers of another build or project serve this queue?`;
  return { kind: 'failed', failure: { type: row.failures.other, message, retryable: false } };
}

/** What a run makes of an activity's end; undefined for a look that no run takes in. */
export function activityFact(kind: ActivityKind, id: string, end: ActivityEnd): EventFact | undefined {
  const fact = activityOf(kind).fact(callOf(id) ?? id, end);
  const tookMs = end.kind === 'completed' ? end.tookMs : end.failure.tookMs;
  return fact && tookMs !== undefined ? { ...fact, tookMs } : fact;
}

function withoutTime(end: Extract<ActivityEnd, { kind: 'completed' }>): ActivityEnd {
  const { tookMs, ...output } = fieldsOf(end.output);
  if (tookMs === undefined) return end;
  return { kind: 'completed', output: output as Json, ...timeTold(tookMs) };
}
