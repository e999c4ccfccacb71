import { Context } from '@temporalio/activity';
import type { HoldfastConfig } from '../config/define-config.ts';
import {
  type ActivityKind,
  activityOf,
  activityType,
  anyOtherActivity,
  type OwnActivity,
  readActivityType,
  type ToolActivity,
} from '../core/commands/activities.ts';
import type { FailureType } from '../core/values/failure-types.ts';
import { createModelPort } from '../models/adapters/create-model-port.ts';
import { lookUpPrice } from '../models/prices.ts';
import type { Tool } from '../tools/define/tool.ts';
import { FileCache } from './attachments/file-cache.ts';
import { tellTime } from './attempt-clock.ts';
import { checkEdit } from './check-edit.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { onlyOwnFailures } from './failures/only-own-failures.ts';
import { workerLacks } from './failures/worker-lacks.ts';
import { lookAtWork } from './look-at-work.ts';
import { callModel } from './model/call-model.ts';
import { TranscriptCache } from './model/transcript-cache.ts';
import { openRun } from './open-run.ts';
import { readPast } from './read-past.ts';
import { answerLocally } from './tools/answer-locally.ts';
import { checkSettlement } from './tools/check-settlement.ts';
import { executeTool } from './tools/execute-tool.ts';
import { prepareTool } from './tools/prepare-tool.ts';
import { probeTool } from './tools/probe-tool.ts';
import { undoConflictOf, undoTool } from './tools/undo-tool.ts';

export interface CreateActivitiesOptions
  extends Pick<
    ActivityDependencies,
    'queryWindow' | 'leftBehind' | 'pastOf' | 'readFiles' | 'describeWork' | 'watched' | 'log'
  > {
  readonly config: HoldfastConfig;
  /** Where provider keys and base URLs are read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Activity = (input: never) => Promise<unknown>;

/** Make all activities of one worker: `openRun`, `callModel`, and each tool under its own name. */
export function createActivities({
  config,
  env,
  queryWindow,
  leftBehind,
  readFiles,
  pastOf,
  describeWork,
  watched,
  log,
}: CreateActivitiesOptions): Record<string, Activity> {
  const tools = new Map([...config.agents.values()].flatMap((agent) => [...agent.tools]));
  const dependencies: ActivityDependencies = {
    config,
    tools,
    priceOf: lookUpPrice,
    openModel: createModelPort(env),
    queryWindow,
    leftBehind,
    readFiles,
    files: new FileCache(),
    pastOf,
    describeWork,
    transcripts: new TranscriptCache(),
    watched,
    log,
  };
  const own: Readonly<Record<OwnActivity, Activity>> = {
    'open-run': openRun(dependencies),
    'call-model': callModel(dependencies),
    'check-edit': checkEdit(dependencies),
    'look-at-work': lookAtWork(dependencies),
    'read-past': readPast(dependencies),
  };
  const guarded = (kind: ActivityKind, activity: Activity): Activity =>
    timed(kind, onlyOwnFailures(activity, activityOf(kind).failures.other as FailureType, log));
  return Object.fromEntries([
    // Temporal's word for what takes all that has no activity of its own.
    [anyOtherActivity, refuseUnknown(dependencies)] as const,
    ...entriesOf(own).map(([kind, activity]) => [activityType({ kind }), guarded(kind, activity)] as const),
    ...[...tools.values()].flatMap((tool) =>
      entriesOf(toolActivities(tool, dependencies)).flatMap(([kind, activity]) =>
        activity ? [[activityType({ kind, tool: tool.name }), guarded(kind, activity)] as const] : [],
      ),
    ),
  ]);
}

/** No time of a run is what undoes, which people ask for, and what only looks at its time. */
function timed(kind: ActivityKind, activity: Activity): Activity {
  switch (kind) {
    case 'undo-effect':
    case 'check-undo':
    case 'look-at-work':
    case 'read-past':
      return activity;
    default:
      return tellTime(activity, kind === 'call-model');
  }
}

/** Give back what this worker has no activity for: it costs no attempt, and another worker may have it. */
function refuseUnknown({ log }: Pick<ActivityDependencies, 'log'>): Activity {
  const told = new Set<string>();
  return async function refuseUnknown(): Promise<never> {
    const { activityType: type, attempt } = Context.current().info;
    const named = readActivityType(type);
    const lacking = 'tool' in named ? `the tool ${named.tool}` : type;
    if (!told.has(type)) log.warn({ activity: type }, `given back: this worker does not have ${lacking}`);
    told.add(type);
    throw workerLacks(`This worker does not have ${lacking}.`, attempt);
  };
}

/** A tool's call, and what else it can do. */
function toolActivities(
  tool: Tool,
  dependencies: ActivityDependencies,
): Readonly<Record<ToolActivity, Activity | undefined>> {
  const { prepare, probe, undo, undoConflict } = tool;
  return {
    'run-tool': answerLocally(executeTool(tool, dependencies)),
    'prepare-tool': prepare && prepareTool(tool, prepare, dependencies),
    'probe-effect': probe && probeTool(tool, probe, dependencies),
    'undo-effect': undo && undoTool(tool, undo, dependencies),
    'check-settlement': tool.effect === 'read' ? undefined : checkSettlement(tool, dependencies),
    'check-undo': undoConflict && undoConflictOf(tool, undoConflict, dependencies),
  };
}

function entriesOf<Key extends string, Value>(
  table: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] {
  return Object.entries(table) as unknown as readonly (readonly [Key, Value])[];
}
