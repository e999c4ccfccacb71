import type { Agent } from '../agents/agent.ts';
import { defaultToolCalls, softNanoUsdOf } from '../agents/agent-limits.ts';
import { checkModelId } from '../agents/check-model-id.ts';
import { providerMistakes } from '../agents/model-settings.ts';
import { refusalInWords, refuseFiles } from '../core/attachments/refuse-files.ts';
import { currentBehaviour } from '../core/charter/behaviour.ts';
import type { Charter, CharterTool, RunLimits } from '../core/charter/charter.ts';
import { isStandardTier } from '../core/charter/service-tier.ts';
import type { AgentTask } from '../core/run/agent-task.ts';
import { digestOf } from '../core/values/digest.ts';
import { type FailureType, failureTypes } from '../core/values/failure-types.ts';
import { given } from '../core/values/given.ts';
import { checkAgentTask } from '../reports/agent-task.ts';
import type { Tool } from '../tools/define/tool.ts';
import { toolJsonSchema } from '../tools/define/tool-json-schema.ts';
import type { HoldfastConfig } from './define-config.ts';
import { missingHourPrice, missingPrice, missingTierPrice } from './missing-price.ts';
import { modelPolicy } from './model-policy.ts';
import { type PricedModel, pricedTier, pricesAnHour } from './model-prices.ts';
import { modelQueue, type Queues, toolQueue } from './queues.ts';

export type CharterResolution =
  | { readonly kind: 'resolved'; readonly charter: Charter }
  | { readonly kind: 'problem'; readonly type: FailureType; readonly message: string };

/**
 * Resolve the rules of one run from what the worker knows and what was asked for.
 *
 * The task's model, budget and limits take the place of the agent's. The config's prices and windows come before `lookUpPrice`;
 * a model that neither knows has no price, which is never zero. Queues of their own are named after `runQueue`, that of
 * the run. Equal inputs give equal digests.
 */
export function resolveCharter(
  config: Pick<HoldfastConfig, 'agents' | 'prices' | 'windows' | 'queues'>,
  task: AgentTask,
  lookUpPrice: (modelId: string) => PricedModel | undefined,
  runQueue: string = config.queues.prefix,
): CharterResolution {
  const check = checkAgentTask(task);
  if (check.kind === 'invalid')
    return problem(failureTypes.taskInvalid, `The task cannot be run: ${check.message}.`);
  const agent = config.agents.get(task.agent);
  if (agent === undefined) {
    const names = [...config.agents.keys()].join(', ');
    const message = `This worker has no agent ${task.agent}; it has ${names}. Start one of these, or a worker with the other's config.`;
    return problem(failureTypes.agentUnknown, message);
  }
  if (task.chat && !agent.conversational) {
    const message = `Agent ${agent.name} does not chat. Start it without chat, or define it with conversational: true.`;
    return problem(failureTypes.taskInvalid, message);
  }
  const modelId = task.model ?? agent.model;
  const modelCheck = checkModelId(modelId);
  if (modelCheck.kind === 'malformed') return problem(failureTypes.taskInvalid, `The ${modelCheck.message}.`);
  if (modelCheck.kind === 'no-adapter')
    return problem(failureTypes.providerNotConfigured, `The ${modelCheck.message}.`);
  const { options } = agent.modelSettings;
  const [unfit] = providerMistakes(modelId, { ...options, maxOutputTokens: agent.maxOutputTokens });
  if (unfit !== undefined)
    return problem(failureTypes.taskInvalid, `Agent ${agent.name} cannot be run with ${modelId}: ${unfit}.`);
  const refused = refuseFiles(check.task.attachments ?? [], { id: modelId, ...agent.modelSettings.limits });
  if (refused) {
    const isUnbounded = refused.code === 'unbounded-input';
    return problem(
      isUnbounded ? failureTypes.unboundedInput : failureTypes.taskInvalid,
      refusalInWords(refused),
    );
  }
  const listed = lookUpPrice(modelId);
  const found = config.prices.get(modelId) ?? listed;
  if (found === undefined) return problem(failureTypes.priceUnknown, missingPrice(modelId));
  const tier =
    options.serviceTier === undefined || isStandardTier(options.serviceTier)
      ? undefined
      : options.serviceTier;
  const priced = tier === undefined ? found : pricedTier(found, tier);
  if (priced === undefined)
    return problem(failureTypes.priceUnknown, missingTierPrice(modelId, tier ?? '', found));
  if (options.promptCache === '1h' && !pricesAnHour(priced))
    return problem(failureTypes.priceUnknown, missingHourPrice(modelId, tier));
  // A price of the config’s own takes nothing from what the list knows of the window.
  const contextTokens = config.windows.get(modelId) ?? priced.contextTokens ?? listed?.contextTokens;
  if (contextTokens !== undefined && agent.maxOutputTokens > contextTokens) {
    const message = `Agent ${agent.name} cannot be run with ${modelId}: maxOutputTokens ${agent.maxOutputTokens} is more than its whole window of ${contextTokens} tokens; lower it.`;
    return problem(failureTypes.taskInvalid, message);
  }
  const from = { modelId, priced, contextTokens, queues: config.queues, runQueue };
  const rules = buildCharter(agent, check.task, from);
  return { kind: 'resolved', charter: { ...rules, digest: digestOf(rules) } };
}

function buildCharter(
  agent: Agent,
  task: AgentTask,
  from: {
    modelId: string;
    priced: PricedModel;
    contextTokens: number | undefined;
    queues: Queues;
    runQueue: string;
  },
): Omit<Charter, 'digest'> {
  const { modelId, priced, contextTokens, queues, runQueue } = from;
  const budget = resolveBudget(agent, task);
  return {
    schema: 'holdfast.charter/v1',
    behaviour: currentBehaviour,
    agent: {
      name: agent.name,
      ...given({ version: agent.version }),
      conversational: agent.conversational,
      instructions: agent.instructions,
    },
    model: {
      id: modelId,
      maxOutputTokens: agent.maxOutputTokens,
      ...given({ contextTokens }),
      price: priced.price,
      ...given({ tierPrices: priced.tiers }),
      ...modelPolicy,
      ...agent.modelSettings.limits,
      ...agent.modelSettings.options,
      ...queued(modelQueue(queues, modelId, runQueue)),
    },
    tools: Object.fromEntries(
      [...agent.tools].map(([name, tool]) => [name, charterTool(tool, toolQueue(queues, name, runQueue))]),
    ),
    rules: agent.rules,
    limits: {
      ...agent.limits,
      ...(task.maxSteps !== undefined && stepLimits(agent, task.maxSteps)),
      ...given({ toolCalls: task.maxToolCalls, wallTimeMs: task.wallTimeMs }),
    },
    ...given({ budget }),
  };
}

/** Other steps bring other tool calls with them, unless the agent limits these itself. */
function stepLimits({ limitsToolCalls }: Agent, steps: number): Partial<RunLimits> {
  return { steps, ...(limitsToolCalls ? {} : { toolCalls: defaultToolCalls(steps) }) };
}

/** A task's budget is a new hard limit; the soft one is three quarters of it, or the agent's where that is less. */
function resolveBudget(agent: Agent, task: AgentTask): Charter['budget'] {
  const hardNanoUsd = task.budgetNanoUsd;
  if (hardNanoUsd === undefined) return agent.budget;
  const softNanoUsd = softNanoUsdOf(hardNanoUsd);
  return { hardNanoUsd, softNanoUsd: Math.min(softNanoUsd, agent.budget?.softNanoUsd ?? softNanoUsd) };
}

function charterTool(tool: Tool, taskQueue: string | undefined): CharterTool {
  return {
    description: tool.description,
    inputSchema: toolJsonSchema(tool.input),
    effect: tool.effect,
    idempotency: tool.idempotency,
    timeoutMs: tool.timeoutMs,
    ...given({ commitsWithinMs: tool.commitsWithinMs }),
    retry: tool.retry,
    ...(tool.tellsFacts || tool.prepare ? {} : { tellsNothing: true as const }),
    ...(tool.local && { local: true }),
    ...queued(taskQueue),
    digest: tool.digest,
    trust: tool.trust,
    has: (['prepare', 'probe', 'undo', 'undoConflict'] as const).filter((hook) => tool[hook] !== undefined),
  };
}

function queued(taskQueue: string | undefined): { taskQueue?: string } {
  return taskQueue === undefined ? {} : { taskQueue };
}

function problem(type: FailureType, message: string): CharterResolution {
  return { kind: 'problem', type, message };
}
