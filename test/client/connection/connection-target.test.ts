import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConnectionTarget } from '../../../src/client/connection/connection-target.ts';
import type { DevRecord } from '../../../src/reports/dev.ts';

const noProcess = 2 ** 22 + 1;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-target-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function writeDev(changes: Partial<DevRecord> = {}): void {
  const dev: DevRecord = {
    schema: 'holdfast.dev/v1',
    pid: process.pid,
    address: '127.0.0.1:7301',
    namespace: 'home',
    uiUrl: 'http://127.0.0.1:7302',
    taskQueue: 'desk',
    world: 'sqlite:world.db',
    startedAt: '2026-11-20T10:00:00.000Z',
    ...changes,
  };
  writeFileSync(join(directory, 'dev.json'), JSON.stringify(dev));
}

/** An environment of the test's own: nobody's profile, this directory's `dev`. */
function where(env: Record<string, string> = {}) {
  const alone = { TEMPORAL_CONFIG_FILE: join(directory, 'none.toml'), HOLDFAST_HOME: directory };
  return { env: { ...alone, ...env }, cwd: directory };
}

describe('findConnectionTarget', () => {
  it('takes the setting before the variable, that before the profile, that before dev, that before localhost', async () => {
    const profile = join(directory, 'temporal.toml');
    writeFileSync(profile, '[profile.default]\naddress = "profile:7233"\nnamespace = "of-profile"\n');
    const withProfile = { TEMPORAL_CONFIG_FILE: profile };
    const addresses = [await findConnectionTarget({}, where())];
    writeDev();
    addresses.push(await findConnectionTarget({}, where()));
    addresses.push(await findConnectionTarget({}, where(withProfile)));
    addresses.push(
      await findConnectionTarget({}, where({ ...withProfile, TEMPORAL_ADDRESS: 'variable:7233' })),
    );
    addresses.push(
      await findConnectionTarget({ address: 'setting:7233' }, where({ TEMPORAL_ADDRESS: 'variable:7233' })),
    );
    expect(addresses.map(({ address, namespace, source }) => [address, namespace, source])).toEqual([
      ['localhost:7233', 'default', 'default'],
      ['127.0.0.1:7301', 'home', 'dev'],
      ['profile:7233', 'of-profile', 'given'],
      ['variable:7233', 'of-profile', 'given'],
      ['setting:7233', 'default', 'given'],
    ]);
    expect(addresses[1]?.taskQueue).toBe('desk');
  });

  it.each([
    ['whose process is gone', () => writeDev({ pid: noProcess })],
    ['of another shape', () => writeDev({ schema: 'holdfast.dev/v2' as never })],
    ['without an address', () => writeDev({ address: '' })],
    ['that is no JSON', () => writeFileSync(join(directory, 'dev.json'), '{"schema":')],
  ])('ignores a dev record %s', async (_which, write) => {
    write();
    expect((await findConnectionTarget({}, where())).address).toBe('localhost:7233');
  });

  it('sends a dev neither a key nor TLS that are meant for another server', async () => {
    writeDev();
    const target = await findConnectionTarget(
      {},
      where({ TEMPORAL_API_KEY: 'secret', TEMPORAL_TLS: 'true' }),
    );
    expect(target.options).toEqual({ address: '127.0.0.1:7301' });
  });

  it('uses TLS with a key, and leaves it where asked to', async () => {
    const given = { address: 'cloud:7233', apiKey: 'secret' };
    expect((await findConnectionTarget(given, where())).options).toMatchObject({
      apiKey: 'secret',
      tls: true,
    });
    expect((await findConnectionTarget({ ...given, tls: false }, where())).options).toMatchObject({
      tls: false,
    });
  });

  it('reads certificates', async () => {
    const cert = join(directory, 'cert.pem');
    writeFileSync(cert, 'CERT');
    const settings = {
      address: 'own:7233',
      tlsCertPath: cert,
      tlsKeyData: 'KEY',
      tlsServerName: 'own.example',
    };
    const { tls } = (await findConnectionTarget(settings, where())).options;
    expect(tls).toMatchObject({ serverNameOverride: 'own.example' });
    const pair = typeof tls === 'object' ? tls.clientCertPair : undefined;
    expect(Buffer.from(pair?.crt ?? []).toString()).toBe('CERT');
  });

  it.each([
    ['a profile that is not there', { profile: 'nobody' }],
    ['a certificate that is not there', { address: 'own:7233', tlsCaPath: '/nowhere/ca.pem' }],
  ])('refuses %s with exit 2', async (_which, settings) => {
    await expect(findConnectionTarget(settings, where())).rejects.toMatchObject({
      code: 'connection_config_invalid',
      kind: 'usage',
    });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'a password in the address',
      { TEMPORAL_ADDRESS: 'ada:hunter2@cluster:7233' },
      'TEMPORAL_ADDRESS, or what is set in its place, holds a user name or a password.',
    ],
    [
      'a password in an address with a scheme',
      { TEMPORAL_ADDRESS: 'https://ada:hunter2@cluster:7233' },
      'TEMPORAL_ADDRESS, or what is set in its place, holds a user name or a password.',
    ],
    [
      'a line break within the key',
      { TEMPORAL_API_KEY: 'hunter2\nhunter2' },
      'TEMPORAL_API_KEY, or what is set in its place, holds a character that no key has: a space, a line break or one beyond ASCII.',
    ],
    [
      'a curly quote around the key',
      { TEMPORAL_API_KEY: '“hunter2”' },
      'TEMPORAL_API_KEY, or what is set in its place, holds a character that no key has: a space, a line break or one beyond ASCII.',
    ],
    [
      'a header that no request carries',
      { TEMPORAL_GRPC_META_X_TOKEN: 'hunter2\u2019s' },
      'TEMPORAL_GRPC_META_X_TOKEN holds a character that no header takes.',
    ],
  ])('refuses %s by the name of its variable, and tells nothing of what it holds', async (_, env, why) => {
    const thrown = await findConnectionTarget({}, where(env)).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ kind: 'usage', code: 'connection_config_invalid', why });
    expect(inspect(thrown, { depth: 10 })).not.toContain('hunter2');
  });

  it('shows no line of a profile that cannot be read: the next one may be the key', async () => {
    const profile = join(directory, 'broken.toml');
    writeFileSync(profile, '[profile.default]\naddress = oops\napi_key = "hunter2"\n');
    const thrown = await findConnectionTarget({}, where({ TEMPORAL_CONFIG_FILE: profile })).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ code: 'connection_config_invalid' });
    expect(inspect(thrown, { depth: 10 })).not.toContain('hunter2');
  });

  it('takes a key without the line break at its end', async () => {
    const { options } = await findConnectionTarget(
      {},
      where({ TEMPORAL_ADDRESS: 'cluster:7233', TEMPORAL_API_KEY: 'hunter2\n' }),
    );
    expect(options.apiKey).toBe('hunter2');
  });
});
