import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupNamespace } from '../../../src/client/connection/setup-namespace.ts';
import { startTemporalServer } from '../../../src/server/launch/start-temporal-server.ts';
import { missingPostgres, type PostgresCluster, startPostgres } from '../../support/postgres.ts';
import { temporaryHome } from '../../support/temporal-server.ts';

describe.skipIf(missingPostgres)(`a Temporal server on PostgreSQL ${missingPostgres || ''}`, () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.stop());

  it('makes its databases, keeps its state in them alone, and finds it again from another home', async () => {
    const database = { postgres: cluster.url('flow') };
    const first = await temporaryHome();
    const second = await temporaryHome();
    try {
      const before = await startTemporalServer({ home: first.home, database });
      await setupNamespace({ address: before.address }, 'kept', { retentionDays: 3 });
      await before.stop();
      await first.remove();

      const after = await startTemporalServer({ home: second.home, database });
      try {
        const connection = await Connection.connect({ address: after.address });
        const found = await connection.workflowService.describeNamespace({ namespace: 'kept' });
        await connection.close();
        expect(Number(found.config?.workflowExecutionRetentionTtl?.seconds)).toBe(3 * 86_400);
        expect(await setupNamespace({ address: after.address }, 'kept')).toEqual({
          created: false,
          added: [],
        });
      } finally {
        await after.stop();
      }
      const names = await cluster.query('select datname from pg_database order by datname');
      expect(names.map(({ datname }) => datname)).toEqual(
        expect.arrayContaining(['flow', 'flow_visibility']),
      );
    } finally {
      await first.remove();
      await second.remove();
    }
  });

  it('says what the database answered when its schema cannot be made, without the password, and starts nothing', async () => {
    await cluster.query(`create role guest login password 'geheim'`);
    const postgres = cluster.url('forbidden').replace('holdfast@', 'guest:geheim@');
    const { home, remove } = await temporaryHome();
    try {
      const error = await startTemporalServer({ home, database: { postgres } }).catch((e: unknown) => e);
      expect(error).toMatchObject({ name: 'TemporalServerError' });
      expect(String(error)).toMatch(/database forbidden at 127\.0\.0\.1:\d+ could not be made ready/);
      expect(String(error)).toContain('permission denied to create database');
      expect(String(error)).not.toContain('geheim');
    } finally {
      await remove();
    }
  });
});
