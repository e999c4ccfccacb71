import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { setupNamespace } from '../../../src/client/connection/setup-namespace.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { startScriptedProvider } from '../../../src/scripted-provider/start-scripted-provider.ts';
import { type Certificate, createAuthority, missingOpenssl } from '../../support/certificates.ts';
import { providerEnv } from '../../support/desk.ts';
import { startHoldfast } from '../../support/holdfast-process.ts';
import { lastJson, runCli } from '../../support/run-cli.ts';
import { startTlsFront, type TlsFront } from '../../support/tls-front.ts';

const namespace = inject('temporalNamespace');

describe.skipIf(missingOpenssl)(`holdfast to a server with TLS ${missingOpenssl || ''}`, () => {
  const cwd = mkdtempSync(join(tmpdir(), 'holdfast-tls-'));
  const fronts: TlsFront[] = [];
  let caPath: string;
  let otherCaPath: string;
  let client: Certificate;
  /** Wants a client certificate. */
  let mutual: TlsFront;
  /** Has a certificate for another name than its address. */
  let named: TlsFront;
  /** Wants an API key. */
  let keyed: TlsFront;
  beforeAll(async () => {
    const authority = createAuthority(cwd, 'right');
    caPath = authority.caPath;
    otherCaPath = createAuthority(cwd, 'other').caPath;
    client = authority.issue('client');
    const local = authority.issue('local', ['IP:127.0.0.1']);
    const start = async (options: Parameters<typeof startTlsFront>[1]) => {
      const front = await startTlsFront(inject('temporalAddress'), options);
      fronts.push(front);
      return front;
    };
    mutual = await start({ ...local, clientCaPath: caPath });
    named = await start(authority.issue('named', ['DNS:temporal.test']));
    keyed = await start({ ...local, apiKey: 'right-key' });
  });
  afterAll(async () => {
    await Promise.all(fronts.map((front) => front.close()));
    rmSync(cwd, { recursive: true });
  });

  const list = (flags: readonly string[], env: Record<string, string> = {}) =>
    runCli(['ls', '--namespace', namespace, '--limit', '0', '--json', ...flags], { cwd, env });
  const identity = () => ['--tls-cert-path', client.certPath, '--tls-key-path', client.keyPath];

  it('connects by flags: authority, client certificate and key', async () => {
    const flags = ['--address', mutual.address, '--tls-ca-path', caPath, ...identity()];
    expect(await list(flags)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each(['PATH', 'DATA'] as const)('connects by TEMPORAL_TLS_* variables: %s', async (kind) => {
    const value = (path: string) => (kind === 'PATH' ? path : readFileSync(path, 'utf8'));
    const env = {
      TEMPORAL_ADDRESS: mutual.address,
      [`TEMPORAL_TLS_SERVER_CA_CERT_${kind}`]: value(caPath),
      [`TEMPORAL_TLS_CLIENT_CERT_${kind}`]: value(client.certPath),
      [`TEMPORAL_TLS_CLIENT_KEY_${kind}`]: value(client.keyPath),
    };
    expect(await list([], env)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('connects by a profile of the temporal configuration file, named by flag or variable', async () => {
    const file = join(cwd, 'temporal.toml');
    const tls = [
      `server_ca_cert_path = "${caPath}"`,
      `client_cert_path = "${client.certPath}"`,
      `client_key_path = "${client.keyPath}"`,
    ];
    writeFileSync(
      file,
      ['[profile.shop]', `address = "${mutual.address}"`, '[profile.shop.tls]', ...tls].join('\n'),
    );
    const env = { TEMPORAL_CONFIG_FILE: file };
    expect(await list(['--profile', 'shop'], env)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await list([], { ...env, TEMPORAL_PROFILE: 'shop' })).toMatchObject({ exitCode: 0, stderr: '' });
    const unknown = await list(['--profile', 'nobody'], env);
    expect(unknown.exitCode).toBe(2);
    expect(lastJson(unknown)).toMatchObject({ code: 'connection_config_invalid' });
  });

  it('checks the name in the certificate, and takes the one it is told', async () => {
    const flags = ['--address', named.address, '--tls-ca-path', caPath];
    expect(await list([...flags, '--tls-server-name', 'temporal.test'])).toMatchObject({ exitCode: 0 });
    const refused = await list(flags);
    expect(refused.exitCode).toBe(8);
    expect(lastJson(refused)).toMatchObject({
      code: 'temporal_tls_failed',
      why: expect.stringMatching(/IP: 127\.0\.0\.1 is not in the cert's list/),
      next: expect.stringContaining('--tls-server-name'),
    });
  });

  it('says that the authority is the wrong one, and how to name the right one; exit 8', async () => {
    const refused = await list(['--address', mutual.address, '--tls-ca-path', otherCaPath, ...identity()]);
    expect(refused.exitCode).toBe(8);
    expect(lastJson(refused)).toMatchObject({
      schema: 'holdfast.error/v1',
      code: 'temporal_tls_failed',
      message: `There is no trusted connection to the Temporal server at ${mutual.address}.`,
      why: expect.stringMatching(/certificate/),
      unchanged: 'Nothing was sent.',
      next: expect.stringContaining('--tls-ca-path'),
    });
  });

  it('says the same of a worker, and starts none', async () => {
    const flags = ['--address', mutual.address, '--tls-ca-path', otherCaPath, ...identity()];
    const refused = await runCli(['worker', '--json', ...flags], { cwd });
    expect(refused.exitCode).toBe(8);
    expect(lastJson(refused)).toMatchObject({ code: 'temporal_tls_failed' });
  });

  it('says that a client certificate is missing where the server wants one; exit 8', async () => {
    const refused = await list(['--address', mutual.address, '--tls-ca-path', caPath]);
    expect(refused.exitCode).toBe(8);
    expect(lastJson(refused)).toMatchObject({ code: 'temporal_tls_failed' });
  });

  it('reads a certificate that is not there as a mistake of the command line, exit 2', async () => {
    const refused = await list(['--address', mutual.address, '--tls-ca-path', join(cwd, 'none.pem')]);
    expect(refused.exitCode).toBe(2);
    expect(lastJson(refused)).toMatchObject({
      code: 'connection_config_invalid',
      why: expect.stringContaining('none.pem'),
    });
  });

  it('sends an API key over TLS, by flag or variable; a wrong one is not permitted', async () => {
    const flags = ['--address', keyed.address, '--tls-ca-path', caPath];
    expect(await list([...flags, '--api-key', 'right-key'])).toMatchObject({ exitCode: 0 });
    expect(await list(flags, { TEMPORAL_API_KEY: 'right-key' })).toMatchObject({ exitCode: 0 });
    const refused = await list([...flags, '--api-key', 'wrong-key']);
    expect(refused.exitCode).toBe(11);
    expect(lastJson(refused)).toMatchObject({ code: 'not_permitted', why: 'the API key is not valid' });
    expect(refused.stdout + refused.stderr).not.toContain('wrong-key');
  });

  it('lets a worker poll, and a run end, over TLS with client certificates', async () => {
    const provider = await startScriptedProvider({ script: playTurns([{ text: 'Good day.' }]) });
    // Of its own, for the queue is the usual one.
    await setupNamespace({ address: inject('temporalAddress') }, 'over-tls');
    const server = ['--address', mutual.address, '--namespace', 'over-tls', '--tls-ca-path', caPath];
    const worker = startHoldfast(['worker', '--json', ...server, ...identity()], {
      cwd,
      env: { ...providerEnv(provider), HOLDFAST_WORLD: 'sqlite:world.sqlite', HOLDFAST_LOG_LEVEL: 'error' },
    });
    try {
      expect(await worker.firstLine).toMatchObject({
        schema: 'holdfast.worker/v1',
        address: mutual.address,
      });
      const run = ['run', 'retail', '--input', 'Good day?', '--json', ...server, ...identity()];
      expect(await startHoldfast(run, { cwd }).ended).toMatchObject({ code: 0 });
      worker.kill('SIGTERM');
      expect(await worker.ended).toMatchObject({ code: 0 });
    } finally {
      worker.kill('SIGKILL');
      await provider.stop();
    }
  }, 120_000);
});
