import type { ConnectionSettingName, NextAction } from '../../core/view/next-action.ts';
import { runCommand } from '../../core/view/run-command.ts';

/** Write what can be done next as a command line. */
export function nextCommand(next: NextAction): string {
  switch (next.action) {
    case 'list':
      return next.query === undefined ? 'holdfast ls' : `holdfast ls --query "${next.query}"`;
    case 'inbox':
      return 'holdfast inbox';
    case 'start':
      return `holdfast start ${next.agent ?? 'AGENT'} --input "…"`;
    case 'start-dev':
      return 'holdfast dev';
    case 'start-worker':
      return 'holdfast worker';
    case 'doctor':
      return ['holdfast doctor', ...flag('--address', next.address)].join(' ');
    case 'setup':
      return [
        'holdfast setup',
        ...flag('--address', next.address),
        ...flag('--namespace', next.namespace),
      ].join(' ');
    case 'set-connection':
      return next.settings.map((setting) => connectionFlags[setting]).join(', ');
    case 'list-profiles':
      return 'temporal config list';
    case 'remove-search-attributes':
      return [
        `temporal operator search-attribute remove --namespace ${next.namespace}`,
        ...next.names.map((name) => `--name ${name}`),
      ].join(' ');
    default:
      return runCommand(next);
  }
}

/** Say in one text what to do: the advice, then the command, or a line for each of several. */
export function nextText(next: readonly NextAction[], advice?: string): string | undefined {
  const [command, ...others] = next.map(nextCommand);
  if (command === undefined) return advice;
  if (others.length === 0 && advice === undefined) return command;
  const lead = `${(advice ?? 'One of these').replace(/\.$/, '')}:`;
  return others.length === 0 ? `${lead} ${command}` : [lead, command, ...others].join('\n  ');
}

const connectionFlags: Readonly<Record<ConnectionSettingName, string>> = {
  address: '--address HOST:PORT',
  apiKey: '--api-key',
  profile: '--profile',
  tlsCaPath: '--tls-ca-path',
  tlsServerName: '--tls-server-name',
  tlsCertPath: '--tls-cert-path',
  tlsKeyPath: '--tls-key-path',
};

function flag(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name} ${value}`];
}
