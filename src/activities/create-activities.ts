import type { HoldfastConfig } from '../agents/define-config.ts';
import { activityNames } from '../contracts/activities.ts';
import { createModelPort } from '../models/create-model-port.ts';
import { lookUpPrice } from '../models/prices.ts';
import { callModel } from './call-model.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { executeTool } from './execute-tool.ts';
import { openRun } from './open-run.ts';
import { TranscriptCache } from './transcript-cache.ts';

export interface CreateActivitiesOptions extends Pick<ActivityDependencies, 'queryWindow' | 'log'> {
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
    log,
  };
  return {
    [activityNames.openRun]: openRun(dependencies),
    [activityNames.callModel]: callModel(dependencies),
    ...Object.fromEntries([...tools].map(([name, tool]) => [name, executeTool(tool, dependencies)])),
  };
}
