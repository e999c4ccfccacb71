import type { TLSConfig } from '@temporalio/client';
import { given } from '../../core/values/given.ts';
import type { NextAction } from '../../core/view/next-action.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { holdfastHome, readDevRecord } from './dev-record.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What names a server, under the names of the `temporal` CLI's flags. */
export interface ConnectionSettings {
  /** `host:port`. */
  readonly address?: string;
  readonly namespace?: string;
  readonly apiKey?: string;
  /** Of the `temporal` CLI's configuration file. */
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
export interface ConnectionTarget {
  readonly address: string;
  readonly namespace: string;
  /** Who named the address: `given` by a setting, a variable or a profile; the running `dev`; nobody. */
  readonly source: 'given' | 'dev' | 'default';
  /** Of the running `dev`; elsewhere the usual one. */
  readonly taskQueue?: string;
  /** Fits the SDK's `Connection.connect` and `NativeConnection.connect`. */
  readonly options: {
    readonly address: string;
    readonly apiKey?: string;
    readonly tls?: TLSConfig | boolean;
    readonly metadata?: Record<string, string>;
  };
}

const variables: Record<Exclude<keyof ConnectionSettings, 'profile' | 'tls'>, string> = {
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
 * Find the server: settings, then `TEMPORAL_*` or a profile, then this directory's running `dev`, then localhost:7233.
 *
 * Connects to nothing. A setting stands for its variable, so that the SDK's own reader gives files, variables and
 * settings one meaning. A `dev` is plaintext and takes no key: a key or TLS meant for another server is not sent to it.
 *
 * @throws HoldfastError usage when a profile, file or certificate cannot be read.
 */
export async function findConnectionTarget(
  settings: ConnectionSettings = {},
  { env = process.env, cwd = process.cwd() }: { env?: Env; cwd?: string } = {},
): Promise<ConnectionTarget> {
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const { connectionOptions, namespace } = readConfig(() =>
    loadClientConnectConfig({
      overrideEnvVars: withSettings(settings, env),
      ...given({ profile: settings.profile }),
    }),
  );
  const named = connectionOptions.address || undefined;
  refuseUnsayable(named, connectionOptions);
  const dev = named === undefined ? readDevRecord(holdfastHome(env, cwd)) : undefined;
  if (dev !== undefined) {
    return {
      address: dev.address,
      namespace: namespace || dev.namespace,
      source: 'dev',
      taskQueue: dev.taskQueue,
      options: { address: dev.address },
    };
  }
  const address = named ?? 'localhost:7233';
  const { apiKey, tls, metadata } = connectionOptions;
  return {
    address,
    namespace: namespace || 'default',
    source: named === undefined ? 'default' : 'given',
    options: {
      address,
      ...(typeof apiKey === 'string' ? { apiKey: apiKey.trim() } : {}),
      ...given({ tls: tls ?? undefined, metadata: metadata as Record<string, string> | undefined }),
    },
  };
}

/**
 * Refuse what every error would tell, or what no request can carry: by the name of its variable, without what it holds.
 *
 * Clients quote the whole of a key that they cannot send.
 */
function refuseUnsayable(
  address: string | undefined,
  { apiKey, metadata }: { readonly apiKey?: unknown; readonly metadata?: unknown },
): void {
  if (address?.includes('@')) {
    throw misconfigured('TEMPORAL_ADDRESS, or what is set in its place, holds a user name or a password.', [
      { action: 'set-connection', settings: ['address'] },
    ]);
  }
  const noKey = 'a character that no key has: a space, a line break or one beyond ASCII';
  if (typeof apiKey === 'string' && !/^[\u0021-\u007e]*$/.test(apiKey.trim())) {
    throw misconfigured(`TEMPORAL_API_KEY, or what is set in its place, holds ${noKey}.`, [
      { action: 'set-connection', settings: ['apiKey'] },
    ]);
  }
  for (const [name, value] of Object.entries((metadata ?? {}) as Record<string, unknown>)) {
    if (typeof value !== 'string' || /^[\u0020-\u007e]*$/.test(value)) continue;
    const variable = `TEMPORAL_GRPC_META_${name.toUpperCase().replaceAll('-', '_')}`;
    throw misconfigured(`${variable} holds a character that no header takes.`, []);
  }
}

function misconfigured(why: string, next: readonly NextAction[]): HoldfastError {
  return new HoldfastError({
    kind: 'usage',
    code: 'connection_config_invalid',
    message: 'The connection to Temporal is not configured right.',
    why,
    unchanged: 'Nothing was sent to any server.',
    next,
    advice: 'Check the profile, the TLS settings and the TEMPORAL_* variables.',
  });
}

function withSettings(settings: ConnectionSettings, env: Env): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) merged[name] = value;
  for (const [setting, variable] of Object.entries(variables)) {
    const value = settings[setting as keyof typeof variables];
    if (value !== undefined) merged[variable] = value;
  }
  if (settings.tls !== undefined) merged['TEMPORAL_TLS'] = String(settings.tls);
  return merged;
}

function readConfig<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    // A parser shows the lines around what it does not understand, and a profile may hold a key.
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw misconfigured(why, [{ action: 'list-profiles' }]);
  }
}
