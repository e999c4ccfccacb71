import { join } from 'node:path';
import type { TemporalBinary } from '../find/find-temporal.ts';
import {
  type DynamicConfigChanges,
  renderDynamicConfigArguments,
  renderDynamicConfigFile,
} from './dynamic-config.ts';
import type { PostgresStore } from './postgres-store.ts';
import { renderServerConfig, renderUiConfig } from './server-config.ts';
import type { ServerPorts } from './server-ports.ts';

interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

/** Files to write and programs to start, the server first. */
export interface LaunchPlan {
  readonly files: Readonly<Record<string, string>>;
  readonly server: Launch;
  /** Absent where the state is in PostgreSQL. */
  readonly databaseFile?: string;
  /** Absent where there is to be no UI, or the server brings its own. */
  readonly ui?: Launch;
}

/**
 * Plan the start of an embedded server.
 *
 * Each kind and version of server has a database file of its own: an embedded one is never migrated. PostgreSQL, which is
 * for a stock server alone, is to be ready before.
 */
export function planLaunch(
  binary: TemporalBinary,
  options: {
    home: string;
    namespace: string;
    ports: ServerPorts;
    ui: boolean;
    dynamicConfig?: DynamicConfigChanges | undefined;
    postgres?: PostgresStore | undefined;
  },
): LaunchPlan {
  const { home, namespace, ports, dynamicConfig } = options;
  const databaseFile = join(home, `temporal-${binary.kind}-${binary.serverVersion}.sqlite`);
  if (binary.kind === 'cli') {
    const ui = options.ui ? ['--ui-port', String(ports.ui)] : ['--headless'];
    const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.grpc.frontend), ...ui];
    args.push('--db-filename', databaseFile, '--namespace', namespace, '--log-level', 'warn');
    return {
      files: {},
      databaseFile,
      server: { command: binary.path, args: [...args, ...renderDynamicConfigArguments(dynamicConfig)] },
    };
  }
  const dynamicConfigFile = join(home, 'temporal-dynamic-config.yaml');
  const configFile = join(home, 'temporal-server.yaml');
  const files = {
    [dynamicConfigFile]: renderDynamicConfigFile(dynamicConfig),
    [configFile]: renderServerConfig({
      database: options.postgres ?? databaseFile,
      dynamicConfigFile,
      ports,
    }),
  };
  const server = { command: binary.path, args: ['--config-file', configFile, '--allow-no-auth', 'start'] };
  const kept = options.postgres ? {} : { databaseFile };
  if (!options.ui) return { files, server, ...kept };
  return {
    ...kept,
    // The UI reads `<root>/<config>/<env>.yaml`.
    files: { ...files, [join(home, 'temporal-ui.yaml')]: renderUiConfig({ namespace, ports }) },
    server,
    ui: {
      command: binary.uiPath,
      args: ['--root', home, '--config', '.', '--env', 'temporal-ui', 'start'],
    },
  };
}
