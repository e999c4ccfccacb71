import { join } from 'node:path';
import type { ConnectionTarget } from '../../client/connection/connection-target.ts';
import { given } from '../../core/values/given.ts';
import { writePrivateFile } from '../../server/process/private-files.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Write a connection as the `TEMPORAL_*` variables of a child process, so that it connects to exactly that server.
 *
 * Other `TEMPORAL_*` variables and the profile of the `temporal` CLI are left out: a key or TLS meant for another
 * server must not be sent to this one. Secrets go by environment, never by argument.
 */
export function connectionEnv(
  env: Env,
  connection: Pick<ConnectionTarget, 'namespace' | 'options'>,
  home: string,
): Record<string, string | undefined> {
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
  const noProfile = join(home, 'no-profile.toml');
  writePrivateFile(noProfile, '[profile.default]\n');
  const { address, apiKey, tls, metadata } = connection.options;
  return {
    ...rest,
    TEMPORAL_CONFIG_FILE: noProfile,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: connection.namespace,
    ...given({ TEMPORAL_API_KEY: apiKey }),
    ...tlsEnv(tls),
    ...Object.fromEntries(
      Object.entries(metadata ?? {}).map(([name, value]) => [
        `TEMPORAL_GRPC_META_${name.toUpperCase().replaceAll('-', '_')}`,
        value,
      ]),
    ),
  };
}

function tlsEnv(tls: ConnectionTarget['options']['tls']): Record<string, string> {
  if (tls === undefined) return {};
  if (typeof tls === 'boolean') return { TEMPORAL_TLS: String(tls) };
  const { clientCertPair, serverRootCACertificate, serverNameOverride } = tls;
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
  return {
    TEMPORAL_TLS: 'true',
    ...(clientCertPair && {
      TEMPORAL_TLS_CLIENT_CERT_DATA: text(clientCertPair.crt),
      TEMPORAL_TLS_CLIENT_KEY_DATA: text(clientCertPair.key),
    }),
    ...(serverRootCACertificate && { TEMPORAL_TLS_SERVER_CA_CERT_DATA: text(serverRootCACertificate) }),
    ...(typeof serverNameOverride === 'string' && { TEMPORAL_TLS_SERVER_NAME: serverNameOverride }),
  };
}
