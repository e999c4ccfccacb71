import type { PostgresStore } from './postgres-store.ts';
import type { ServerPorts } from './server-ports.ts';

/** Write the stock server's configuration: all four services in one process, on one file or on PostgreSQL. JSON is YAML. */
export function renderServerConfig(options: {
  /** An SQLite file, or PostgreSQL. */
  readonly database: string | PostgresStore;
  readonly dynamicConfigFile: string;
  readonly ports: ServerPorts;
}): string {
  const { ports } = options;
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
      datastores: dataStores(options.database),
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

function dataStores(database: string | PostgresStore) {
  if (typeof database === 'string') {
    const store = {
      sql: {
        pluginName: 'sqlite',
        databaseName: database,
        connectAddr: 'localhost',
        connectProtocol: 'tcp',
        connectAttributes: { cache: 'private', setup: 'true', journal_mode: 'wal', synchronous: '2' },
        maxConns: 1,
        maxIdleConns: 1,
        maxConnLifetime: '1h',
      },
    };
    return { default: store, visibility: store };
  }
  const host = database.host.includes(':') ? `[${database.host}]` : database.host;
  const store = (databaseName: string, maxConns: number) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: `${host}:${database.port}`,
      connectProtocol: 'tcp',
      user: database.user,
      password: database.password,
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
      ...(database.tls && { tls: { enabled: true } }),
    },
  });
  return { default: store(database.database, 20), visibility: store(database.visibilityDatabase, 10) };
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
