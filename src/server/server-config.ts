import type { ServerPorts } from './server-ports.ts';

/** Write the stock server's configuration: all four services in one process, SQLite in one file. JSON is YAML. */
export function renderServerConfig(options: {
  readonly databaseFile: string;
  readonly dynamicConfigFile: string;
  readonly ports: ServerPorts;
}): string {
  const { ports } = options;
  const store = {
    sql: {
      pluginName: 'sqlite',
      databaseName: options.databaseFile,
      connectAddr: 'localhost',
      connectProtocol: 'tcp',
      connectAttributes: { cache: 'private', setup: 'true', journal_mode: 'wal', synchronous: '2' },
      maxConns: 1,
      maxIdleConns: 1,
      maxConnLifetime: '1h',
    },
  };
  const service = (name: keyof ServerPorts['grpc']) => ({
    rpc: {
      grpcPort: ports.grpc[name],
      membershipPort: ports.membership[name],
      bindOnIP: '127.0.0.1',
    },
  });
  const config = {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      // Written into the database at its first start; another number later is ignored.
      numHistoryShards: 4,
      datastores: { default: store, visibility: store },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: service('frontend'),
      history: service('history'),
      matching: service('matching'),
      worker: service('worker'),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports.grpc.frontend}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: options.dynamicConfigFile, pollInterval: '60s' },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Write the stock UI's configuration. JSON is YAML. */
export function renderUiConfig(options: { readonly namespace: string; readonly ports: ServerPorts }): string {
  const config = {
    temporalGrpcAddress: `127.0.0.1:${options.ports.grpc.frontend}`,
    host: '127.0.0.1',
    port: options.ports.ui,
    enableUi: true,
    defaultNamespace: options.namespace,
    disableNewsFetch: true,
    hideLogs: true,
    refreshInterval: '1m',
    cors: { allowOrigins: [`http://127.0.0.1:${options.ports.ui}`], cookieInsecure: true },
    auth: { enabled: false },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
