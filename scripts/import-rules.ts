import type { IFlattenedRuleSet } from 'dependency-cruiser';

type ImportRule = NonNullable<IFlattenedRuleSet['forbidden']>[number] & { readonly comment: string };

/** What each folder of src may import from src, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  contracts: ['core'],
  reports: ['contracts', 'core'],
  workflows: ['contracts', 'core'],
  histories: ['contracts', 'core'],
  payloads: ['contracts', 'core'],
  models: ['reports', 'contracts', 'core'],
  tools: ['reports', 'contracts', 'core'],
  agents: ['tools', 'models', 'reports', 'contracts', 'core'],
  config: ['agents', 'tools', 'models', 'payloads', 'reports', 'contracts', 'core'],
  samples: ['config', 'agents', 'tools', 'core'],
  activities: ['config', 'agents', 'tools', 'models', 'reports', 'contracts', 'core'],
  workers: [
    'activities',
    'histories',
    'payloads',
    'config',
    'agents',
    'tools',
    'models',
    'reports',
    'contracts',
    'core',
  ],
  client: ['histories', 'payloads', 'reports', 'contracts', 'core'],
  server: ['reports', 'contracts', 'core'],
  'scripted-provider': ['reports', 'contracts', 'core'],
  testing: [
    'client',
    'workers',
    'server',
    'scripted-provider',
    'config',
    'models',
    'reports',
    'contracts',
    'core',
  ],
  cli: [
    'client',
    'histories',
    'payloads',
    'workers',
    'server',
    'scripted-provider',
    'samples',
    'config',
    'agents',
    'tools',
    'models',
    'reports',
    'contracts',
    'core',
  ],
};

/** What to do instead, by folder. */
const INSTEAD: Readonly<Record<string, string>> = {
  core: 'Core is pure data and functions. Pass what it needs in as plain values, or move the code to the folder that calls it.',
  contracts:
    'Contracts name shapes that cross a process or a history. Move the shape down into core, or the behaviour out of contracts.',
  reports:
    'Reports are the published JSON shapes with their schemas. Move what both need down into contracts or core.',
  workflows:
    'Workflow code runs in a sandbox. Put the decision into core, the work into an activity, and the shape into contracts.',
  histories:
    'Histories are read alike by the client and by workers. What an error means to people belongs to client.',
  payloads:
    'How values are carried is the same for every process. Who opens it, and for what, belongs to client and workers.',
  models:
    'A model adapter knows the port and the shapes only. Let the activity that calls it bring the rest.',
  tools: 'A tool definition knows nothing of who runs it. Take the dependency through its context.',
  agents:
    'An agent is a definition. What a configuration makes of it belongs to config, what runs it to activities.',
  config: 'A configuration resolves definitions. What runs them belongs to activities or workers.',
  samples: 'A sample is written as a user would write it: with tools, agents and config alone.',
  activities: 'An activity gets its dependencies from its factory. Take it as a parameter; workers compose.',
  workers: 'Workers compose activities. What needs a client or a server too belongs to cli.',
  client: 'The client speaks in messages. Take names and shapes from contracts, never the code behind them.',
  server: 'The embedded server stands alone. What joins it with clients or workers belongs to cli.',
  'scripted-provider':
    'The scripted provider stands in for somebody else’s HTTP server. It shares shapes only.',
  testing:
    'What tests of agents stand on joins client, workers, server and scripted provider, and knows no command line.',
  cli: 'The command line reaches activities and workflows through workers and client only.',
};

const folderRules: readonly ImportRule[] = Object.entries(ALLOWED).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  comment: `${folder} may import ${[...allowed, 'itself'].join(', ')}. ${INSTEAD[folder]}`,
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
}));

const only = (packages: readonly string[]): string => `^src/|node_modules/(${packages.join('|')})/`;

/**
 * Name every import that is forbidden, each with what to do instead.
 *
 * Arrows point one way: cli → client, workers, server; workers → activities → config → agents, tools, models →
 * reports → contracts → core; workflows → contracts → core; client → histories, payloads, reports → contracts → core; workers → histories, payloads.
 */
export const importRules: readonly ImportRule[] = [
  ...folderRules,
  {
    name: 'core-is-pure',
    severity: 'error',
    comment:
      'core stands on a canonical JSON, deflate and base64 alone: no Node, no zod, no Temporal. Do the work at the edge and pass the result in.',
    from: { path: '^src/core/' },
    to: { couldNotResolve: false, pathNot: only(['@scure/base', 'canonicalize', 'fflate']) },
  },
  {
    name: 'contracts-carry-no-code',
    severity: 'error',
    comment:
      'contracts are bundled into workflows: only @temporalio/common beside core. Validate and act in the folder that needs it.',
    from: { path: '^src/contracts/' },
    to: { couldNotResolve: false, pathNot: only(['@temporalio/common']) },
  },
  {
    name: 'workflows-stay-in-the-sandbox',
    severity: 'error',
    comment:
      'Workflow code may use @temporalio/workflow and @temporalio/common only: Node modules, zod and loggers do not exist in the sandbox or break replay. Put the work into an activity.',
    from: { path: '^src/workflows/' },
    to: { couldNotResolve: false, pathNot: only(['@temporalio/workflow', '@temporalio/common']) },
  },
  {
    name: 'workflows-are-started-by-path',
    severity: 'error',
    comment:
      'Workflow code is loaded by the bundler of workers, by path. Use the name and the types from contracts.',
    from: { path: '^src/', pathNot: '^src/workflows/' },
    to: { path: '^src/workflows/' },
  },
  {
    name: 'scripted-provider-is-for-cli-and-tests',
    severity: 'error',
    comment:
      'A worker talks to a provider over HTTP and never knows a scripted one. Start it in cli, testing or a test, and pass its URL.',
    from: { path: '^src/', pathNot: '^src/(cli|scripted-provider|testing)/' },
    to: { path: '^src/scripted-provider/' },
  },
  {
    name: 'faults-are-for-tests',
    severity: 'error',
    comment:
      'src/samples/testing makes the samples fail on purpose and is not in the package. A test opens the world with its gate.',
    from: { path: '^src/', pathNot: '^src/samples/testing/' },
    to: { path: '^src/samples/testing/' },
  },
  {
    name: 'server-is-for-cli-and-tests',
    severity: 'error',
    comment: 'Only the command line, testing and tests start a server; everything else takes an address.',
    from: { path: '^src/', pathNot: '^src/(cli|server|testing)/' },
    to: { path: '^src/server/' },
  },
  {
    name: 'no-temporal-client-in-definitions',
    severity: 'error',
    comment:
      'Agents, tools and models run without Temporal. What they need of it comes through their context.',
    from: { path: '^src/(agents|config|samples|tools|models|reports|scripted-provider)/' },
    to: { path: 'node_modules/@temporalio/' },
  },
  {
    name: 'sources-stand-on-sources',
    severity: 'error',
    comment: 'src never imports from test, scripts, bench, examples or dist. Move what both need into src.',
    from: { path: '^src/' },
    to: { path: '^(test|scripts|bench|examples|dist)/' },
  },
  {
    name: 'runtime-needs-dependencies',
    severity: 'error',
    comment: 'What src imports must be installed with the package: move it to dependencies in package.json.',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'Two modules that need each other are one concept, or hide a third: extract what both need.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    severity: 'error',
    comment: 'Nothing imports this module and it imports nothing. Use it or delete it.',
    from: { orphan: true, path: '^src/', pathNot: '^src/index\\.ts$' },
    to: {},
  },
  {
    name: 'resolvable',
    severity: 'error',
    comment: 'This import leads nowhere. Mind the .ts extension of relative imports.',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** Held by `conceptCycles`: dependency-cruiser knows cycles of files, not of folders. */
export const conceptOrder = {
  name: 'concepts-have-an-order',
  comment:
    'Two concepts of core that need each other to run hide a third, or one of their files lies in the wrong folder. Types may go both ways.',
} as const;
