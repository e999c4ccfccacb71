import type { Agent } from '../agents/agent.ts';
import { isFields } from '../core/values/fields-of.ts';
import {
  type DataConverterDefinition,
  dataConverterMistakes,
  type OwnDataConverter,
  resolveDataConverter,
} from '../payloads/data-converter.ts';
import { DefinitionError } from '../tools/define/definition-error.ts';
import type { Tool } from '../tools/define/tool.ts';
import { unknownFieldMistakes } from '../tools/define/unknown-fields.ts';
import { type ModelPriceDefinition, type PricedModel, pricedModel, priceMistakes } from './model-prices.ts';
import { windowMistakes } from './model-windows.ts';
import { queueMistakes, queueNameMistakes } from './queue-mistakes.ts';
import { type Queues, type QueuesDefinition, resolveQueues } from './queues.ts';

/** What a `holdfast.config.ts` says. */
export interface ConfigDefinition {
  agents: readonly Agent[];
  /** Prices of models by `provider:model`. They come before the list that Holdfast ships. */
  prices?: Readonly<Record<string, ModelPriceDefinition>>;
  /** Windows of models by `provider:model`, in tokens. They come before what a price or the list says. */
  windows?: Readonly<Record<string, number>>;
  /** Name of the task queue of its runs, so that two projects of one namespace share no worker. Default: `holdfast`. */
  queue?: string;
  /** Task queues of their own for providers and groups of tools, with rate limits. Default: one queue for all. */
  queues?: QueuesDefinition;
  /** How payloads are written and read: a payload converter and codecs of your own. Default: as JSON. */
  dataConverter?: DataConverterDefinition;
}

/** A checked configuration. Everything is looked up by `get`, so that no inherited name is ever found. */
export interface HoldfastConfig {
  /** Tells a configuration from any other default export. */
  readonly schema: 'holdfast.config/v1';
  readonly agents: ReadonlyMap<string, Agent>;
  /** The tools of all agents; one name is one tool, because it is the activity type. */
  readonly tools: ReadonlyMap<string, Tool>;
  readonly prices: ReadonlyMap<string, PricedModel>;
  /** In tokens. */
  readonly windows: ReadonlyMap<string, number>;
  readonly queues: Queues;
  /** Absent where payloads are JSON. */
  readonly dataConverter?: OwnDataConverter;
}

const fields = {
  known: ['agents', 'prices', 'windows', 'queue', 'queues', 'dataConverter'],
  notBuiltYet: [],
};

/**
 * Check a configuration: the default export of `holdfast.config.ts`.
 *
 * @throws DefinitionError with every mistake at once.
 */
export function defineConfig(definition: ConfigDefinition): HoldfastConfig {
  if (!isFields(definition))
    throw new DefinitionError('the configuration', ['it is not an object; pass { agents: [ … ] }']);
  const mistakes = [
    ...agentsMistakes(definition.agents),
    ...priceMistakes(definition.prices),
    ...windowMistakes(definition.windows, definition.prices),
    ...queueNameMistakes(definition),
    ...queueMistakes(definition.queues, toolNames(definition.agents), localNames(definition.agents)),
    ...dataConverterMistakes(definition.dataConverter),
    ...unknownFieldMistakes('a configuration', definition, fields),
  ];
  if (mistakes.length > 0) throw new DefinitionError('the configuration', mistakes);
  const { agents, prices = {}, windows = {}, queue, queues } = definition;
  const dataConverter = resolveDataConverter(definition.dataConverter);
  return Object.freeze<HoldfastConfig>({
    schema: 'holdfast.config/v1',
    agents: new Map(agents.map((agent) => [agent.name, agent])),
    tools: new Map(agents.flatMap((agent) => [...agent.tools])),
    prices: new Map(Object.entries(prices).map(([id, price]) => [id, pricedModel(price)])),
    windows: new Map(Object.entries(windows)),
    queues: resolveQueues(queue === undefined ? queues : { ...queues, prefix: queue }),
    ...(dataConverter && { dataConverter }),
  });
}

function agentsMistakes(agents: unknown): string[] {
  if (!Array.isArray(agents) || agents.length === 0)
    return ['agents are missing; give a list of at least one'];
  const mistakes = agents.flatMap((agent, i) =>
    isAgent(agent) ? [] : [`agents[${i}] was not made by defineAgent; wrap its definition in it`],
  );
  const checked = agents.filter(isAgent);
  const names = checked.map(({ name }) => name);
  for (const name of new Set(names.filter((each, i) => names.indexOf(each) !== i))) {
    mistakes.push(`agent ${name} stands twice in agents; rename or leave out one of them`);
  }
  return [...mistakes, ...toolMistakes(checked)];
}

function toolNames(agents: unknown): string[] {
  const checked = Array.isArray(agents) ? agents.filter(isAgent) : [];
  return [...new Set(checked.flatMap((agent) => [...agent.tools.keys()]))];
}

function localNames(agents: unknown): string[] {
  const checked = Array.isArray(agents) ? agents.filter(isAgent) : [];
  return [...new Set(checked.flatMap(({ tools }) => [...tools.values()].filter(({ local }) => local)))].map(
    ({ name }) => name,
  );
}

function toolMistakes(agents: readonly Agent[]): string[] {
  const seen = new Map<string, { tool: Tool; agent: string }>();
  const mistakes: string[] = [];
  for (const agent of agents) {
    for (const [name, tool] of agent.tools) {
      const first = seen.get(name);
      if (first === undefined) seen.set(name, { tool, agent: agent.name });
      else if (first.tool !== tool) {
        mistakes.push(
          `tool ${name} of agent ${agent.name} is another one than that of agent ${first.agent}; rename it, or share one tool`,
        );
      }
    }
  }
  return mistakes;
}

/** By its schema field: the agent may come from another copy of this package. */
function isAgent(value: unknown): value is Agent {
  return isFields(value) && value.schema === 'holdfast.agent/v1';
}
