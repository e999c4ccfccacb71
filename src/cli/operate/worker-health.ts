import type { HealthServer, HealthSource } from '../../workers/health-server.ts';
import { CliError } from '../errors/cli-error.ts';

/**
 * Open the health endpoints of a worker process where a port was asked for, before its workers poll: a slow start is
 * then no silence.
 *
 * @throws CliError 2 `health_port_unusable`.
 */
export async function openWorkerHealth(
  { healthPort: port, healthHost: host }: { readonly healthPort?: number; readonly healthHost: string },
  workers: () => HealthSource | undefined,
): Promise<(HealthServer & AsyncDisposable) | undefined> {
  if (port === undefined) return undefined;
  const { startHealthServer } = await import('../../workers/health-server.ts');
  const source = {
    standing: () => workers()?.standing() ?? 'starting',
    isServerAnswering: async () => (await workers()?.isServerAnswering()) ?? false,
  };
  try {
    const server = await startHealthServer({ port, host, source });
    return { ...server, [Symbol.asyncDispose]: server.stop };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CliError({
      kind: 'usage',
      code: 'health_port_unusable',
      message: `The health endpoints cannot listen on ${host}:${port} (${code ?? message}).`,
      unchanged: 'Nothing was started.',
      command: 'holdfast worker --health-port 0',
    });
  }
}
