import { defaultTaskQueue } from '../contracts/names.ts';
import { parseModelId } from '../core/model/model-id.ts';
import { given } from '../core/values/given.ts';
import { matchesGlob } from '../core/values/glob.ts';

/** Which task queues a configuration asks for. Without it everything goes over one, and activities start at once. */
export interface QueuesDefinition {
  /** The same as `queue` of the configuration: the queue of runs, and the beginning of every other's name. */
  prefix?: string;
  /** By provider name: its model calls go over a queue of their own, `<prefix>/provider/<name>`. */
  providers?: Readonly<Record<string, QueueDefinition>>;
  /** By group name: the calls of its tools go over a queue of their own, `<prefix>/tools/<name>`. */
  tools?: Readonly<Record<string, ToolQueueDefinition>>;
}

export interface QueueDefinition {
  /** Calls started each second by all workers together, attempts included; may be below 1. Default: no limit. */
  perSecond?: number;
  /** Calls at a time in one worker process. Default: as for all calls. */
  concurrency?: number;
  /** Polled only by workers that are started for it by name (`--queues`), on another host perhaps. Default: by all. */
  ownWorkers?: boolean;
}

export interface ToolQueueDefinition extends QueueDefinition {
  /** Names or globs; no tool may be in two groups. */
  tools: readonly string[];
}

/** Checked queues. */
export interface Queues {
  readonly prefix: string;
  readonly own: readonly OwnQueue[];
}

/** A queue for a part of the activities, below that of the runs. */
export interface OwnQueue {
  /** What follows the name of the runs' queue. */
  readonly suffix: string;
  readonly serves: { readonly provider: string } | { readonly tools: readonly string[] };
  readonly perSecond?: number;
  readonly concurrency?: number;
  readonly ownWorkers: boolean;
}

/** Take over checked queues. */
export function resolveQueues({ prefix, providers = {}, tools = {} }: QueuesDefinition = {}): Queues {
  return {
    prefix: prefix ?? defaultTaskQueue,
    own: [
      ...Object.entries(providers).map(([provider, limits]) => ({
        suffix: `/provider/${provider}`,
        serves: { provider },
        ...limitsOf(limits),
      })),
      ...Object.entries(tools).map(([group, limits]) => ({
        suffix: `/tools/${group}`,
        serves: { tools: [...limits.tools] },
        ...limitsOf(limits),
      })),
    ],
  };
}

/** The queue of a model's calls for runs of `runQueue`; undefined where that one serves them. */
export function modelQueue(queues: Queues, modelId: string, runQueue: string): string | undefined {
  const provider = parseModelId(modelId)?.provider;
  return nameOf(
    queues.own.find(({ serves }) => 'provider' in serves && serves.provider === provider),
    runQueue,
  );
}

/** The queue of a tool's activities for runs of `runQueue`; undefined where that one serves them. */
export function toolQueue(queues: Queues, tool: string, runQueue: string): string | undefined {
  return nameOf(
    queues.own.find(
      ({ serves }) => 'tools' in serves && serves.tools.some((glob) => matchesGlob(glob, tool)),
    ),
    runQueue,
  );
}

function nameOf(queue: OwnQueue | undefined, runQueue: string): string | undefined {
  return queue && runQueue + queue.suffix;
}

function limitsOf({ perSecond, concurrency, ownWorkers = false }: QueueDefinition) {
  return {
    ...given({ perSecond, concurrency }),
    ownWorkers,
  };
}
