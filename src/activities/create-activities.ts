import type { HoldfastConfig } from '../config/define-config.ts';
import { activityNames, toolActivitySuffixes as suffixes } from '../contracts/activities.ts';
import { type FailureType, failureTypes } from '../core/values/failure-types.ts';
import { createModelPort } from '../models/adapters/create-model-port.ts';
import { lookUpPrice } from '../models/prices.ts';
import type { Tool } from '../tools/define/tool.ts';
import { checkEdit } from './check-edit.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { onlyOwnFailures } from './failures/only-own-failures.ts';
import { callModel } from './model/call-model.ts';
import { TranscriptCache } from './model/transcript-cache.ts';
import { openRun } from './open-run.ts';
import { answerLocally } from './tools/answer-locally.ts';
import { executeTool } from './tools/execute-tool.ts';
import { prepareTool } from './tools/prepare-tool.ts';
import { probeTool } from './tools/probe-tool.ts';
import { undoConflictOf, undoTool } from './tools/undo-tool.ts';

export interface CreateActivitiesOptions
  extends Pick<ActivityDependencies, 'queryWindow' | 'watched' | 'log'> {
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
    transcripts: new TranscriptCache(),
    watched,
    log,
  };
  const own: Record<string, Activity> = {
    [activityNames.openRun]: openRun(dependencies),
    [activityNames.callModel]: callModel(dependencies),
  };
  const ofTools: Record<string, Activity> = {
    [activityNames.checkCall]: checkEdit(dependencies),
    ...Object.assign({}, ...[...tools.values()].map((tool) => toolActivities(tool, dependencies))),
  };
  return {
    ...guarded(own, failureTypes.modelUnexpected, log),
    ...guarded(ofTools, failureTypes.toolUnexpected, log),
  };
}

function guarded(
  activities: Record<string, Activity>,
  type: FailureType,
  log: ActivityDependencies['log'],
): Record<string, Activity> {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [name, onlyOwnFailures(activity, type, log)]),
  );
}

/** A tool's call under its own name, and what else it can do under that name with a suffix. */
function toolActivities(tool: Tool, dependencies: ActivityDependencies): Record<string, Activity> {
  const { name, prepare, probe, undo, undoConflict } = tool;
  return {
    [name]: answerLocally(executeTool(tool, dependencies)),
    ...(prepare && { [name + suffixes.prepare]: prepareTool(tool, prepare, dependencies) }),
    ...(probe && { [name + suffixes.probe]: probeTool(tool, probe, dependencies) }),
    ...(undo && { [name + suffixes.undo]: undoTool(tool, undo, dependencies) }),
    ...(undoConflict && { [name + suffixes.undoConflict]: undoConflictOf(tool, undoConflict, dependencies) }),
  };
}
