import { type LogLevel, type LogMetadata, Runtime, type Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from 'pino';
import { given } from '../core/values/given.ts';

let current: Logger | undefined;

/**
 * Send what Temporal's runtime, workers and workflows log through this log.
 *
 * A process has one runtime: the log named last gets its lines. A runtime that the host program has installed already
 * is left as it is. Signals are the host program's affair; the runtime does not act on them.
 */
export function routeTemporalLogs(log: Logger): TemporalLogger {
  const isFirst = current === undefined;
  current = log;
  if (!isFirst) return temporalLogger;
  try {
    Runtime.install({
      logger: temporalLogger,
      shutdownSignals: [],
      telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    });
  } catch (error) {
    log.debug({ error: String(error) }, 'kept the Temporal runtime that was installed before');
  }
  return temporalLogger;
}

const pinoLevels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

const temporalLogger: TemporalLogger = {
  log: (level, message, meta) => write(level, message, meta),
  trace: (message, meta) => write('TRACE', message, meta),
  debug: (message, meta) => write('DEBUG', message, meta),
  info: (message, meta) => write('INFO', message, meta),
  warn: (message, meta) => write('WARN', message, meta),
  error: (message, meta) => write('ERROR', message, meta),
};

function write(level: LogLevel, message: string, meta?: LogMetadata): void {
  const { workflowId, error, ...rest } = (meta ?? {}) as Record<string, unknown>;
  current?.[pinoLevels[level]](
    {
      ...rest,
      ...given({ run: workflowId, err: error }),
    },
    message,
  );
}
