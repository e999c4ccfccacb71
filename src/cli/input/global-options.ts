import { type Command, Option } from 'commander';
import type { ConnectionSettings } from '../../client/connection/connection-target.ts';
import type { OutputFormat } from '../command.ts';

/** Flags that every verb takes. */
export interface GlobalFlags extends ConnectionSettings {
  readonly output?: OutputFormat;
  readonly json?: boolean;
  readonly config?: string;
  readonly by?: string;
}

const outputGroup = 'Output:';
const serverGroup = 'Temporal server (as in the temporal CLI; each flag has its TEMPORAL_* variable):';

/** Add the flags that every verb takes. */
export function addGlobalOptions(program: Command): void {
  const add = (group: string, option: Option) => program.addOption(option.helpGroup(group));
  add(
    outputGroup,
    new Option('-o, --output <format>', 'how data is printed').choices(['text', 'json', 'jsonl']),
  );
  add(outputGroup, new Option('--json', 'the same as -o json'));
  add(
    'Agents:',
    new Option('--config <file>', 'your agents (default: holdfast.config.ts, else the samples)'),
  );
  add('Agents:', new Option('--by <who>', 'who does this, as recorded (default: the login name)'));
  const server: [string, string][] = [
    ['--address <host:port>', 'default: the running holdfast dev, else localhost:7233'],
    ['--namespace <name>', 'default: default'],
    ['--api-key <key>', 'API key; turns TLS on'],
    ['--profile <name>', 'profile of the temporal configuration file'],
    ['--tls', 'use TLS'],
    ['--tls-ca-path <file>', 'certificate authority of the server'],
    ['--tls-ca-data <pem>', 'the same, as text'],
    ['--tls-cert-path <file>', 'client certificate'],
    ['--tls-cert-data <pem>', 'the same, as text'],
    ['--tls-key-path <file>', 'key of the client certificate'],
    ['--tls-key-data <pem>', 'the same, as text'],
    ['--tls-server-name <name>', 'name that the server certificate must have'],
  ];
  for (const [flags, description] of server) add(serverGroup, new Option(flags, description));
}

/** Read the output format off a command line that may not parse. */
export function formatOf(argv: readonly string[]): OutputFormat {
  let format: OutputFormat = 'text';
  for (const [index, word] of argv.entries()) {
    if (word === '--') break;
    if (word === '--json') format = 'json';
    const value =
      /^(?:-o|--output=)(.+)$/.exec(word)?.[1] ??
      (/^(?:-o|--output)$/.test(word) ? argv[index + 1] : undefined);
    if (value === 'json' || value === 'jsonl') format = value;
  }
  return format;
}

/** Find the verb of a command line: its first word that is neither a flag nor a flag's value. */
export function verbOf(argv: readonly string[], program: Command): string | undefined {
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') return argv[index + 1];
    if (!word.startsWith('-')) return word;
    const option = program.options.find(({ long, short }) => word === long || word === short);
    if (option?.required) index += 1;
  }
  return undefined;
}
