import { Context } from '@temporalio/activity';
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { localCallOf } from '../activities/tools/answer-locally.ts';
import { callOf, placeOf } from '../core/ids/ids.ts';
import { given } from '../core/values/given.ts';
import { providerKeyVariables } from '../models/provider-families.ts';

/** Fields whose values never reach a log, at the top and one level down. */
const secretFields = [
  'apiKey',
  'authorization',
  'cookie',
  'password',
  'token',
  'x-api-key',
  'api-key',
  ...providerKeyVariables,
  'TEMPORAL_API_KEY',
];

/**
 * Make the log of a worker process: JSON lines on standard error, or in a file.
 *
 * Lines written while an activity runs carry its run, turn and call. Values of fields that hold keys are replaced.
 * The level is `HOLDFAST_LOG_LEVEL`, else `info`.
 */
export function createLog(
  options: { file?: string; stream?: DestinationStream; level?: string; env?: NodeJS.ProcessEnv } = {},
): Logger {
  const env = options.env ?? process.env;
  return pino(
    {
      name: 'holdfast',
      level: options.level ?? env.HOLDFAST_LOG_LEVEL ?? 'info',
      redact: {
        paths: secretFields.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.headers["${field}"]`]),
        censor: '[redacted]',
      },
      mixin: activityFields,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    options.stream ?? lasting(options.file),
  );
}

/** Lines that wait for room on a full disk, in bytes; what does not fit is not written. */
const maxWaitingBytes = 1024 * 1024;

/** A log that cannot be written, on a full disk for instance, is no reason to end the work that it tells of. */
function lasting(file: string | undefined): DestinationStream {
  const shared = { sync: true, maxLength: maxWaitingBytes } as const;
  const stream =
    file === undefined
      ? destination({ dest: 2, ...shared })
      : destination({ dest: file, mkdir: true, append: true, ...shared });
  let isTold = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (isTold || file === undefined) return;
    isTold = true;
    process.stderr.write(`The log ${file} cannot be written (${error.code ?? error.message}).\n`);
  });
  return stream;
}

/** Say which run, turn and call the current activity belongs to; nothing outside of one. */
function activityFields(): Record<string, unknown> {
  let context: Context;
  try {
    context = Context.current();
  } catch {
    return {};
  }
  const { info } = context;
  // A tool's activity id is its call's id; a model call's is named after its turn.
  const activityId = info.isLocal ? (localCallOf(context) ?? '') : info.activityId;
  const turn = placeOf(activityId)?.turn;
  const call = callOf(activityId);
  return {
    run: info.workflowExecution?.workflowId,
    runId: info.workflowExecution?.runId,
    ...given({ turn, call }),
    activity: info.activityType,
    attempt: info.attempt,
  };
}
