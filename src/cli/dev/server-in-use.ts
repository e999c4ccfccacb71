import { dirname, join } from 'node:path';
import type { ConnectionTarget } from '../../client/connection/connection-target.ts';
import { given } from '../../core/values/given.ts';
import { startTemporalServer } from '../../server/launch/start-temporal-server.ts';
import { CliError } from '../errors/cli-error.ts';
import type { StartDevOptions } from './start-dev-options.ts';

/** The server that a `dev` works on: its own, or one that was named. */
export interface ServerInUse {
  readonly address: string;
  readonly uiUrl: string;
  readonly namespace: string;
  readonly connection: ConnectionTarget['options'];
  readonly exited: Promise<string>;
  /** Of programs that this process started. */
  readonly logFiles: readonly string[];
  stop(): Promise<void>;
}

/** Start a server, unless one is named. */
export async function serverFor(
  options: StartDevOptions,
  ports: { frontend?: number; ui?: number },
): Promise<ServerInUse> {
  const { given: outside, onEvent, signal } = options;
  if (outside) {
    const host = outside.address.replace(/:\d+$/, '');
    return {
      address: outside.address,
      // Where the development servers of Temporal have theirs.
      uiUrl: options.env['TEMPORAL_UI_URL'] || `http://${host}:8233`,
      namespace: outside.namespace,
      connection: outside.options,
      exited: new Promise(() => {}),
      logFiles: [],
      stop: async () => {},
    };
  }
  const server = await startTemporalServer({
    home: join(options.home, 'temporal'),
    ui: true,
    namespace: options.namespace ?? 'default',
    ...(Object.keys(ports).length > 0 && {
      ports: given({ frontend: ports.frontend, ui: ports.ui }),
    }),
    onProgress: (progress) => onEvent?.({ kind: 'server', progress }),
    signal,
  });
  if (server.uiUrl === undefined) {
    await server.stop();
    throw new CliError({
      kind: 'unreachable',
      code: 'ui_not_started',
      message: 'The Temporal server came up without its UI.',
      next: [{ action: 'doctor' }],
    });
  }
  const { uiUrl, logFile } = server;
  const logFiles = [logFile, join(dirname(logFile), 'temporal-ui.log')];
  return { ...server, uiUrl, logFiles, connection: { address: server.address } };
}
