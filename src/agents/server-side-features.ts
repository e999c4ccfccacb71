import { isFields } from '../core/values/fields-of.ts';

/**
 * What a provider does with several calls of its own behind one of ours, or with tools that it runs itself: by the
 * names of its settings, written in either case.
 */
const features: readonly (readonly [what: string, names: readonly string[]])[] = [
  ['fallbacks', ['fallback', 'fallbacks', 'models', 'route']],
  ['an advisor', ['advisor']],
  ['context management', ['contextmanagement', 'contextediting', 'truncation']],
  ['compaction', ['compact', 'compaction']],
  ['threads', ['thread', 'threads', 'threadid', 'conversation', 'conversationid', 'sessionid']],
  ['a stored answer', ['previousresponseid', 'previousinteractionid', 'store', 'background']],
  [
    'tools that the provider runs',
    [
      'servertools',
      'hostedtools',
      'providertools',
      'mcpservers',
      'container',
      'plugins',
      'websearch',
      'websearchoptions',
      'webfetch',
      'codeexecution',
      'codeinterpreter',
      'filesearch',
      'googlesearch',
      'googlesearchretrieval',
      'googlemaps',
      'urlcontext',
      'computeruse',
      'imagegeneration',
    ],
  ],
];

const byName = new Map(features.flatMap(([what, names]) => names.map((name) => [name, what] as const)));
const deepest = 6;

/**
 * Find settings by which a provider would make calls of its own, at any depth below `path`, one sentence each; fields
 * that are `known` are looked at by whoever knows them.
 *
 * Their tokens come beside those of the call, so that its reservation would bound none of them: no adapter reserves for
 * them.
 */
export function serverSideMistakes(
  path: string,
  value: unknown,
  known: readonly string[] = [],
  depth = 0,
): string[] {
  if (depth > deepest) return [];
  if (Array.isArray(value)) {
    return value.flatMap((one, place) => serverSideMistakes(`${path}[${place}]`, one, [], depth + 1));
  }
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (known.includes(name)) return [];
    const what = byName.get(name.replaceAll(/[_-]/g, '').toLowerCase());
    return what === undefined
      ? serverSideMistakes(`${path}.${name}`, inner, [], depth + 1)
      : [`${path}.${name} asks for ${what}: ${because}`];
  });
}

const because =
  'the provider would make calls of its own, which no reservation bounds; leave it out, the run does such things itself';

/** Models that run tools of their provider's by themselves, by what their names have in common. */
const searching = /:online$|-search-(?:preview|api)|deep-research|(?:^|\/)(?:sonar(?:-|$)|compound(?:-|$))/i;

/** Find that a model, by its id alone, runs tools of its provider's: they are billed beside its tokens. */
export function serverSideModelMistakes(id: string): string[] {
  const model = id.slice(id.indexOf(':') + 1);
  if (!searching.test(model)) return [];
  return [
    `model.id ${JSON.stringify(id)} asks for tools that the provider runs: they are billed beside the model’s tokens, which no reservation bounds; use a model that only answers`,
  ];
}

/** Say that something in a list of tools is one that a provider runs; undefined: it is none. */
export function serverSideTool(tool: unknown): string | undefined {
  if (!isFields(tool)) return undefined;
  const { type, id, name } = tool;
  const isOfProvider = typeof type === 'string' && type !== 'function' && type !== 'dynamic';
  return isOfProvider ? [id, name, type].find((one): one is string => typeof one === 'string') : undefined;
}
