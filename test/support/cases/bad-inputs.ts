/** Where bad inputs are tried: a folder with files, and a server of the test's own. */
export interface BadInputPlace {
  /** Holds the files that the command lines name. */
  readonly folder: string;
  readonly address: string;
  /** Ready, with workers where a case needs one. */
  readonly namespace: string;
  /** Registered, without Holdfast's search attributes. */
  readonly bareNamespace: string;
}

/** One bad input and what must come of it. */
export interface BadInput {
  readonly name: string;
  readonly argv: (place: BadInputPlace) => readonly string[];
  readonly stdin?: string;
  readonly exitCode: number;
  /** Of `holdfast.error/v1`; of the outcome where the run itself finds out. */
  readonly code: string;
  /** What has to be there. `worker-without-key` and `worker` are workers of the sample agents. */
  readonly needs: 'nothing' | 'server' | 'worker-without-key' | 'worker';
  /** The run that must not exist afterwards. */
  readonly neverStarted?: string;
}

/** An id that is in use before its case is tried. */
export const takenTaskId = 'taken';

const onServer = ({ address, namespace }: BadInputPlace) => ['--address', address, '--namespace', namespace];
/** A server that must not be asked. */
const noServer = ['--address', '127.0.0.1:1'];

function start(id: string, ...flags: readonly string[]): readonly string[] {
  return ['start', 'retail', '--id', id, '--json', ...flags];
}

function runToEnd(id: string, ...flags: readonly string[]): readonly string[] {
  return ['run', 'retail', '--id', id, '--input', 'hi', '--json', '--timeout', '45s', ...flags];
}

/** Every bad input that users are known to make, each with its one right answer. */
export const badInputs: readonly BadInput[] = [
  {
    name: 'unknown agent',
    argv: (place) => ['run', 'retial', '--id', 'bad', '--input', 'hi', '--json', ...onServer(place)],
    exitCode: 3,
    code: 'agent_unknown',
    needs: 'server',
    neverStarted: 'agent/retial/bad',
  },
  {
    name: 'input file that is not there',
    argv: (place) => [...start('bad-file', '--input', `@${place.folder}/missing.txt`), ...onServer(place)],
    exitCode: 2,
    code: 'input_unreadable',
    needs: 'server',
    neverStarted: 'agent/retail/bad-file',
  },
  {
    name: 'input file that is a directory',
    argv: (place) => [...start('bad-directory', '--input', `@${place.folder}`), ...noServer],
    exitCode: 2,
    code: 'input_unreadable',
    needs: 'nothing',
  },
  {
    name: 'input file that is not text',
    argv: (place) => [...start('bad-bytes', '--input', `@${place.folder}/bytes.bin`), ...noServer],
    exitCode: 2,
    code: 'input_unreadable',
    needs: 'nothing',
  },
  {
    name: 'empty input',
    argv: (place) => [...start('bad-empty', '--input', ''), ...onServer(place)],
    exitCode: 2,
    code: 'input_empty',
    needs: 'server',
    neverStarted: 'agent/retail/bad-empty',
  },
  {
    name: 'blank input on stdin',
    argv: () => [...start('bad-blank', '--input', '-'), ...noServer],
    stdin: ' \n\n',
    exitCode: 2,
    code: 'input_empty',
    needs: 'nothing',
  },
  {
    name: 'no input at all',
    argv: () => [...start('bad-none'), ...noServer],
    exitCode: 2,
    code: 'input_missing',
    needs: 'nothing',
  },
  {
    name: 'oversized input',
    argv: (place) => [...start('bad-size', '--input', `@${place.folder}/large.txt`), ...onServer(place)],
    exitCode: 2,
    code: 'input_too_large',
    needs: 'server',
    neverStarted: 'agent/retail/bad-size',
  },
  {
    name: 'oversized input on stdin',
    argv: () => [...start('bad-stdin', '--input', '-'), ...noServer],
    stdin: 'x'.repeat(65_537),
    exitCode: 2,
    code: 'input_too_large',
    needs: 'nothing',
  },
  {
    name: 'malformed model id',
    argv: () => [...start('bad-model', '--input', 'hi', '--model', 'claude'), ...noServer],
    exitCode: 2,
    code: 'argument_invalid',
    needs: 'nothing',
  },
  {
    name: 'malformed task id',
    argv: () => [...start('../etc', '--input', 'hi'), ...noServer],
    exitCode: 2,
    code: 'task_invalid',
    needs: 'nothing',
  },
  {
    name: 'budget below nothing',
    argv: () => [...start('bad-budget', '--input', 'hi', '--budget-usd', '-1'), ...noServer],
    exitCode: 2,
    code: 'argument_invalid',
    needs: 'nothing',
  },
  {
    name: 'wall time that is no duration',
    argv: () => [...start('bad-time', '--input', 'hi', '--wall-time', 'soon'), ...noServer],
    exitCode: 2,
    code: 'argument_invalid',
    needs: 'nothing',
  },
  {
    name: 'unknown verb',
    argv: () => ['statr', 'retail', '--json'],
    exitCode: 2,
    code: 'verb_unknown',
    needs: 'nothing',
  },
  {
    name: 'unknown flag',
    argv: () => [...start('bad-flag', '--inptu', 'hi'), ...noServer],
    exitCode: 2,
    code: 'flag_unknown',
    needs: 'nothing',
  },
  {
    name: 'config with a broken tool',
    argv: (place) => [
      ...start('bad-config', '--input', 'hi', '--config', `${place.folder}/broken-tool.config.ts`),
      ...onServer(place),
    ],
    exitCode: 2,
    code: 'definition_invalid',
    needs: 'server',
    neverStarted: 'agent/retail/bad-config',
  },
  {
    name: 'config that is no TypeScript',
    argv: (place) => [
      ...start('bad-syntax', '--input', 'hi', '--config', `${place.folder}/syntax.config.ts`),
      ...noServer,
    ],
    exitCode: 2,
    code: 'config_unreadable',
    needs: 'nothing',
  },
  {
    name: 'config without agents',
    argv: (place) => [
      ...start('bad-shape', '--input', 'hi', '--config', `${place.folder}/no-agents.config.ts`),
      ...noServer,
    ],
    exitCode: 2,
    code: 'config_invalid',
    needs: 'nothing',
  },
  {
    name: 'config that is not there',
    argv: () => [...start('bad-path', '--input', 'hi', '--config', 'nowhere.config.ts'), ...noServer],
    exitCode: 2,
    code: 'config_not_found',
    needs: 'nothing',
  },
  {
    name: 'world file of the wrong shape',
    argv: ({ folder }) => [
      'world',
      'load',
      `${folder}/wrong-world.json`,
      '--world',
      `sqlite:${folder}/world.sqlite`,
      '--json',
    ],
    exitCode: 2,
    code: 'world_invalid',
    needs: 'nothing',
  },
  {
    name: 'world file that is not JSON',
    argv: ({ folder }) => [
      'world',
      'load',
      `${folder}/large.txt`,
      '--world',
      `sqlite:${folder}/world.sqlite`,
      '--json',
    ],
    exitCode: 2,
    code: 'file_not_json',
    needs: 'nothing',
  },
  {
    name: 'world that is not there',
    argv: ({ folder }) => ['world', 'export', '--world', `sqlite:${folder}/nowhere.sqlite`, '--json'],
    exitCode: 8,
    code: 'world_unavailable',
    needs: 'nothing',
  },
  {
    name: 'history that is none',
    argv: ({ folder }) => ['replay', `${folder}/wrong-world.json`, '--json'],
    exitCode: 2,
    code: 'history_unreadable',
    needs: 'nothing',
  },
  {
    name: 'run that does not exist',
    argv: (place) => ['show', 'agent/retail/nobody', '--json', ...onServer(place)],
    exitCode: 3,
    code: 'run_not_found',
    needs: 'server',
  },
  {
    name: 'task id that does not exist',
    argv: (place) => ['say', 'nobody', 'hello', '--json', ...onServer(place)],
    exitCode: 3,
    code: 'run_not_found',
    needs: 'server',
  },
  {
    name: 'id that exists already',
    argv: (place) => [...start(takenTaskId, '--input', 'hi'), ...onServer(place)],
    exitCode: 9,
    code: 'run_exists',
    needs: 'server',
  },
  {
    name: 'server that is not there',
    argv: () => [...start('bad-server', '--input', 'hi'), ...noServer],
    exitCode: 8,
    code: 'temporal_unreachable',
    needs: 'nothing',
  },
  {
    name: 'server without the namespace',
    argv: ({ address }) => [
      ...start('bad-namespace', '--input', 'hi'),
      '--address',
      address,
      '--namespace',
      'nowhere',
    ],
    exitCode: 8,
    code: 'namespace_missing',
    needs: 'server',
  },
  {
    name: 'server without the search attributes',
    argv: ({ address, bareNamespace }) => [
      ...start('bad-attributes', '--input', 'hi'),
      '--address',
      address,
      '--namespace',
      bareNamespace,
    ],
    exitCode: 8,
    code: 'search_attribute_missing',
    needs: 'server',
  },
  {
    name: 'no model key',
    argv: (place) => [...runToEnd('bad-key'), ...onServer(place)],
    exitCode: 4,
    code: 'provider_not_configured',
    needs: 'worker-without-key',
  },
  {
    name: 'model without a price',
    argv: (place) => [
      ...runToEnd('bad-price', '--model', 'anthropic:a-model-nobody-has-heard-of'),
      ...onServer(place),
    ],
    exitCode: 4,
    code: 'price_unknown',
    needs: 'worker',
  },
];
