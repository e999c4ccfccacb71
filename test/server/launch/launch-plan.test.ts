import { describe, expect, it } from 'vitest';
import { planLaunch } from '../../../src/server/launch/launch-plan.ts';
import { readPostgresStore } from '../../../src/server/launch/postgres-store.ts';

const ports = {
  grpc: { frontend: 1001, history: 1002, matching: 1003, worker: 1004 },
  membership: { frontend: 2001, history: 2002, matching: 2003, worker: 2004 },
  ui: 3001,
};
const options = { home: '/home', namespace: 'ns', ports, ui: true };
const stock = {
  kind: 'stock',
  path: '/b/temporal-server',
  uiPath: '/b/ui',
  sqlToolPath: '/b/sql',
  serverVersion: '1.32.1',
} as const;
const cli = { kind: 'cli', path: '/b/temporal', serverVersion: '1.30.0' } as const;

describe('planLaunch', () => {
  it('gives a stock server its configuration file, every service on loopback with its own two ports', () => {
    const plan = planLaunch(stock, options);
    expect(plan.server).toEqual({
      command: '/b/temporal-server',
      args: ['--config-file', '/home/temporal-server.yaml', '--allow-no-auth', 'start'],
    });
    const config = JSON.parse(plan.files['/home/temporal-server.yaml'] ?? '');
    expect(config.services).toEqual({
      frontend: { rpc: { grpcPort: 1001, membershipPort: 2001, bindOnIP: '127.0.0.1' } },
      history: { rpc: { grpcPort: 1002, membershipPort: 2002, bindOnIP: '127.0.0.1' } },
      matching: { rpc: { grpcPort: 1003, membershipPort: 2003, bindOnIP: '127.0.0.1' } },
      worker: { rpc: { grpcPort: 1004, membershipPort: 2004, bindOnIP: '127.0.0.1' } },
    });
    expect(config.persistence.numHistoryShards).toBe(4);
    expect(config.persistence.datastores.default.sql.databaseName).toBe('/home/temporal-stock-1.32.1.sqlite');
    expect(config.dynamicConfigClient.filepath).toBe('/home/temporal-dynamic-config.yaml');
  });

  it('gives a stock server on PostgreSQL its two databases, with the same four shards', () => {
    const postgres = readPostgresStore('postgres://temporal:ge%40heim@db:6543/flow');
    const plan = planLaunch(stock, { ...options, postgres });
    const { persistence } = JSON.parse(plan.files['/home/temporal-server.yaml'] ?? '');
    expect(persistence.numHistoryShards).toBe(4);
    const sql = { pluginName: 'postgres12', connectAddr: 'db:6543', user: 'temporal', password: 'ge@heim' };
    expect(persistence.datastores).toMatchObject({
      default: { sql: { ...sql, databaseName: 'flow' } },
      visibility: { sql: { ...sql, databaseName: 'flow_visibility' } },
    });
    expect(plan.server.args.join(' ')).not.toContain('heim');
  });

  it('starts the stock UI on loopback against that server', () => {
    const plan = planLaunch(stock, options);
    expect(plan.ui?.args).toEqual(['--root', '/home', '--config', '.', '--env', 'temporal-ui', 'start']);
    expect(JSON.parse(plan.files['/home/temporal-ui.yaml'] ?? '')).toMatchObject({
      temporalGrpcAddress: '127.0.0.1:1001',
      host: '127.0.0.1',
      port: 3001,
      defaultNamespace: 'ns',
    });
    expect(planLaunch(stock, { ...options, ui: false }).ui).toBeUndefined();
  });

  it('gives both kinds of server the same dynamic configuration', () => {
    const file: Record<string, { value: unknown }[]> = JSON.parse(
      planLaunch(stock, options).files['/home/temporal-dynamic-config.yaml'] ?? '',
    );
    const { args } = planLaunch(cli, options).server;
    const flags = args.filter((_, i) => args[i - 1] === '--dynamic-config-value');
    expect(flags).toEqual([
      'history.transferProcessorMaxPollRPS=2000',
      'history.timerProcessorMaxPollRPS=2000',
      'history.outboundProcessorMaxPollRPS=2000',
      'history.visibilityProcessorMaxPollRPS=200',
      'matching.numTaskqueueReadPartitions=1',
      'matching.numTaskqueueWritePartitions=1',
      'frontend.namespaceRPS.visibility=1000',
    ]);
    expect(Object.entries(file).map(([key, [entry]]) => `${key}=${entry?.value}`)).toEqual(flags);
  });

  it('starts the CLI as a dev server on the same ports, with a database of its own', () => {
    expect(planLaunch(cli, options).server.args.slice(0, 14)).toEqual([
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', '1001', '--ui-port', '3001'],
      ...['--db-filename', '/home/temporal-cli-1.30.0.sqlite', '--namespace', 'ns', '--log-level', 'warn'],
    ]);
    expect(planLaunch(cli, { ...options, ui: false }).server.args).toContain('--headless');
  });
});
