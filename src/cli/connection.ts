import type { TLSConfig } from '@temporalio/client';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { RunningDev } from './running-dev.ts';

/** The flags of the `temporal` CLI that name a server, as commander reads them. */
export interface ConnectionFlags {
  readonly address?: string;
  readonly namespace?: string;
  readonly apiKey?: string;
  readonly profile?: string;
  readonly tls?: boolean;
  readonly tlsCertPath?: string;
  readonly tlsCertData?: string;
  readonly tlsKeyPath?: string;
  readonly tlsKeyData?: string;
  readonly tlsCaPath?: string;
  readonly tlsCaData?: string;
  readonly tlsServerName?: string;
}

/** A server to connect to. */
export interface Connection {
  readonly address: string;
  readonly namespace: string;
  /** Who named the address: `given` by a flag, a variable or a profile; the running `dev`; nobody. */
  readonly source: 'given' | 'dev' | 'default';
  /** Fits the SDK's `Connection.connect` and `NativeConnection.connect`. */
  readonly options: {
    readonly address: string;
    readonly apiKey?: string;
    readonly tls?: TLSConfig | boolean;
    readonly metadata?: Record<string, string>;
  };
}

type Env = Readonly<Record<string, string | undefined>>;

const variables: Record<Exclude<keyof ConnectionFlags, 'profile' | 'tls'>, string> = {
  address: 'TEMPORAL_ADDRESS',
  namespace: 'TEMPORAL_NAMESPACE',
  apiKey: 'TEMPORAL_API_KEY',
  tlsCertPath: 'TEMPORAL_TLS_CLIENT_CERT_PATH',
  tlsCertData: 'TEMPORAL_TLS_CLIENT_CERT_DATA',
  tlsKeyPath: 'TEMPORAL_TLS_CLIENT_KEY_PATH',
  tlsKeyData: 'TEMPORAL_TLS_CLIENT_KEY_DATA',
  tlsCaPath: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  tlsCaData: 'TEMPORAL_TLS_SERVER_CA_CERT_DATA',
  tlsServerName: 'TEMPORAL_TLS_SERVER_NAME',
};

/**
 * Find the server: flags, then `TEMPORAL_*` or a profile, then the running `dev`, then localhost:7233.
 *
 * A flag stands for its variable, so that the SDK's own reader gives files, variables and flags one meaning.
 *
 * @throws CliError 2 when a profile, file or certificate cannot be read.
 */
export async function resolveConnection(
  flags: ConnectionFlags,
  env: Env,
  dev: RunningDev | undefined,
): Promise<Connection> {
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const { connectionOptions, namespace } = readConfig(() =>
    loadClientConnectConfig({
      overrideEnvVars: withFlags(flags, env),
      ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    }),
  );
  const given = connectionOptions.address || undefined;
  const address = given ?? dev?.address ?? 'localhost:7233';
  const devNamespace = given === undefined ? dev?.namespace : undefined;
  const { apiKey, tls, metadata } = connectionOptions;
  return {
    address,
    namespace: namespace || devNamespace || 'default',
    source: given !== undefined ? 'given' : dev !== undefined ? 'dev' : 'default',
    options: {
      address,
      ...(typeof apiKey === 'string' ? { apiKey } : {}),
      ...(tls === undefined || tls === null ? {} : { tls }),
      ...(metadata === undefined ? {} : { metadata: metadata as Record<string, string> }),
    },
  };
}

function withFlags(flags: ConnectionFlags, env: Env): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) merged[name] = value;
  for (const [flag, variable] of Object.entries(variables)) {
    const value = flags[flag as keyof typeof variables];
    if (value !== undefined) merged[variable] = value;
  }
  if (flags.tls !== undefined) merged['TEMPORAL_TLS'] = String(flags.tls);
  return merged;
}

function readConfig<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CliError({
      exitCode: exitCodes.usage,
      code: 'connection_config_invalid',
      message: 'The connection to Temporal is not configured right.',
      why: error instanceof Error ? error.message : String(error),
      unchanged: 'Nothing was sent to any server.',
      next: 'Check --profile, --tls-* and TEMPORAL_* (temporal config list shows the profiles).',
      cause: error,
    });
  }
}
