import { boundedText } from '../core/values/bounded-text.ts';
import { isFields } from '../core/values/fields-of.ts';
import { matchesGlob } from '../core/values/glob.ts';
import { providerNames } from '../models/provider-families.ts';
import { unknownFieldMistakes } from '../tools/define/unknown-fields.ts';

const queuesFields = { known: ['prefix', 'providers', 'tools'], notBuiltYet: [] };
const limitFields = ['perSecond', 'concurrency', 'ownWorkers'];
const namePattern = /^[A-Za-z0-9._-]{1,64}$/;

/** Find everything that is wrong in a config's queues, one sentence each. */
export function queueMistakes(
  queues: unknown,
  toolNames: readonly string[],
  localNames: readonly string[] = [],
): string[] {
  if (queues === undefined) return [];
  if (!isFields(queues))
    return ['queues is not an object; write { providers: { … }, tools: { … } }, or leave it out'];
  const { prefix, providers, tools } = queues;
  return [
    ...nameMistakes('queues.prefix', prefix),
    ...groupMistakes('providers', providers, providerMistakes),
    ...groupMistakes('tools', tools, (name, group) => toolGroupMistakes(name, group, toolNames)),
    ...overlapMistakes(tools, toolNames),
    ...localToolMistakes(tools, localNames),
    ...unknownFieldMistakes('queues', queues, queuesFields),
  ];
}

/** The queue of runs has one name, told in one place. */
export function queueNameMistakes({ queue, queues }: { queue?: unknown; queues?: unknown }): string[] {
  const twice = queue !== undefined && isFields(queues) && queues['prefix'] !== undefined;
  return [
    ...nameMistakes('queue', queue),
    ...(twice ? ['queue and queues.prefix both name the queue of runs; leave queues.prefix out'] : []),
  ];
}

function nameMistakes(field: string, name: unknown): string[] {
  return name === undefined || (typeof name === 'string' && namePattern.test(name))
    ? []
    : [`${field} ${shown(name)} is no queue name; use letters, digits, . _ and -, at most 64`];
}

function groupMistakes(
  field: string,
  groups: unknown,
  mistakesOf: (name: string, group: Readonly<Record<string, unknown>>) => string[],
): string[] {
  if (groups === undefined) return [];
  if (!isFields(groups)) return [`queues.${field} is not an object; write { name: { perSecond: 5 } }`];
  return Object.entries(groups).flatMap(([name, group]) => {
    const where = `queues.${field}[${JSON.stringify(name)}]`;
    if (!isFields(group)) return [`${where} is not an object; write { perSecond: 5 }`];
    return [...mistakesOf(name, group), ...limitMistakes(group)].map((mistake) => `${where}: ${mistake}`);
  });
}

function providerMistakes(name: string, group: Readonly<Record<string, unknown>>): string[] {
  return [
    ...(providerNames.includes(name) ? [] : [`it is not a provider; known are ${providerNames.join(', ')}`]),
    ...unknownFieldMistakes('a queue', group, { known: limitFields, notBuiltYet: [] }),
  ];
}

function toolGroupMistakes(
  name: string,
  group: Readonly<Record<string, unknown>>,
  toolNames: readonly string[],
): string[] {
  const globs = group['tools'];
  const unknown = unknownFieldMistakes('a queue', group, {
    known: ['tools', ...limitFields],
    notBuiltYet: [],
  });
  const named = namePattern.test(name)
    ? []
    : ['the name is no queue name; use letters, digits, . _ and -, at most 64'];
  if (!isGlobs(globs) || globs.length === 0)
    return [...named, 'tools is missing; give a list of tool names or globs', ...unknown];
  const idle = globs.filter((glob) => !toolNames.some((tool) => matchesGlob(glob, tool)));
  return [
    ...named,
    ...idle.map(
      (glob) => `${shown(glob)} fits no tool of this configuration; there are ${listed(toolNames)}`,
    ),
    ...unknown,
  ];
}

function limitMistakes({ perSecond, concurrency, ownWorkers }: Readonly<Record<string, unknown>>): string[] {
  const mistakes: string[] = [];
  if (perSecond !== undefined && !(typeof perSecond === 'number' && perSecond > 0 && perSecond <= 100_000))
    mistakes.push(`perSecond ${shown(perSecond)} is not a number above 0, at most 100000`);
  if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && (concurrency as number) > 0))
    mistakes.push(`concurrency ${shown(concurrency)} is not a whole number above 0`);
  if (ownWorkers !== undefined && typeof ownWorkers !== 'boolean')
    mistakes.push(`ownWorkers ${shown(ownWorkers)} is neither true nor false`);
  return mistakes;
}

function overlapMistakes(groups: unknown, toolNames: readonly string[]): string[] {
  if (!isFields(groups)) return [];
  return toolNames.flatMap((tool) => {
    const within = Object.entries(groups).flatMap(([name, group]) => {
      const globs = isFields(group) ? group['tools'] : undefined;
      return isGlobs(globs) && globs.some((glob) => matchesGlob(glob, tool)) ? [name] : [];
    });
    return within.length > 1
      ? [`queues.tools: tool ${tool} is in ${within.join(' and ')}; leave it in one of them`]
      : [];
  });
}

/** A local tool runs where its run does: no queue, no rate and no other host would ever count for it. */
function localToolMistakes(groups: unknown, localNames: readonly string[]): string[] {
  if (!isFields(groups)) return [];
  return Object.entries(groups).flatMap(([name, group]) => {
    const globs = isFields(group) ? group['tools'] : undefined;
    return localNames
      .filter((tool) => isGlobs(globs) && globs.some((glob) => matchesGlob(glob, tool)))
      .map(
        (tool) =>
          `queues.tools: tool ${tool} of ${name} is local, so no queue serves it; leave one of them out`,
      );
  });
}

function isGlobs(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((glob) => typeof glob === 'string');
}

function listed(names: readonly string[]): string {
  const most = 10;
  if (names.length === 0) return 'none';
  return names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

function shown(value: unknown): string {
  return boundedText(JSON.stringify(value) ?? String(value), { chars: 60 });
}
