import { describe, expect, it } from 'vitest';
import { readPostgresStore } from '../../../src/server/launch/postgres-store.ts';

describe('readPostgresStore', () => {
  it('reads user, password, host, port and database, and names the second database after the first', () => {
    expect(readPostgresStore('postgres://te%20mporal:p%40ss@[::1]:6543/flow?sslmode=require')).toEqual({
      host: '::1',
      port: 6543,
      user: 'te mporal',
      password: 'p@ss',
      database: 'flow',
      visibilityDatabase: 'flow_visibility',
      tls: true,
    });
  });

  it('takes port 5432, no password and no TLS where nothing is said', () => {
    expect(readPostgresStore('postgresql://temporal@db/flow')).toMatchObject({
      port: 5432,
      password: '',
      tls: false,
    });
  });

  it.each(['mysql://u:secret@db/x', 'postgres://u:secret@db', 'postgres://db/x', 'secret'])(
    'refuses %s without repeating its password',
    (url) => {
      expect(() => readPostgresStore(url)).toThrow(
        /^The database of the Temporal server is not named by a connection string with user, host and database\.$/,
      );
    },
  );
});
