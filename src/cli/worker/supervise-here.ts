import { setTimeout as sleep } from 'node:timers/promises';
import { given } from '../../core/values/given.ts';
import type { SupervisorEvent, WorkerSupervisor } from '../../workers/supervisor/worker-supervisor.ts';
import type { CliContext } from '../command.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { openWorkerHealth } from '../operate/worker-health.ts';
import { inMiB } from '../render/in-mib.ts';
import { tellPolling, tellStaleApprovals, whenAborted } from './poll-here.ts';
import type { WorkerFlags } from './worker-flags.ts';

/** Beyond the drain that a worker keeps to by itself. */
const killAfterMs = 5_000;
const stderrDescriptor = 2;

/**
 * Keep a worker process that polls below this one until a signal, then let it drain; a second signal ends it at once.
 *
 * @throws CliError of the first worker when it does not come up.
 */
export async function superviseHere(context: CliContext, flags: WorkerFlags): Promise<void> {
  const interrupted = context.interrupted();
  const [{ WorkerSupervisor }, { createLog }, { spawnWorker }, { workerNotStarted }, { openPayloads }] =
    await Promise.all([
      import('../../workers/supervisor/worker-supervisor.ts'),
      import('../../workers/log.ts'),
      import('./spawn-worker.ts'),
      import('./worker-not-started.ts'),
      import('../../payloads/open-payloads.ts'),
    ]);
  const connection = await context.connection();
  const running: { supervisor?: WorkerSupervisor } = {};
  await using health = await openWorkerHealth(flags, () => running.supervisor);
  const supervisor = new WorkerSupervisor({
    count: 1,
    standby: flags.standby,
    startProcess: () =>
      spawnWorker({
        args: context.argv,
        env: context.env,
        cwd: context.cwd,
        output: stderrDescriptor,
        graceMs: flags.drain + killAfterMs,
      }),
    connection: connection.options,
    namespace: connection.namespace,
    openPayloads: async () => openPayloads(await context.dataConverter()),
    log: createLog({ env: context.env, ...given({ file: flags.logFile }) }),
    onEvent: (event) => tell(context, event, health?.url),
  });
  running.supervisor = supervisor;
  await Promise.race([supervisor.start(), whenAborted(interrupted)]).catch((error: unknown) => {
    throw workerNotStarted(error, flags.logFile);
  });
  await whenAborted(interrupted);
  const second = nextSignal();
  const drained = supervisor.stop(flags.drain + killAfterMs);
  if ((await Promise.race([drained, second])) !== 'signal') return;
  await Promise.race([supervisor.end(), sleep(endMs)]);
  context.end(exitCodes.interrupted);
}

/** For what was in hand to be given back. */
const endMs = 2_000;

function tell(context: CliContext, event: SupervisorEvent, healthUrl: string | undefined): void {
  switch (event.kind) {
    case 'polling':
      return tellPolling(context, { ...event.worker, ...given({ healthUrl }) });
    case 'standby':
      return context.narrate(
        `Worker ${event.pid} stands by, to take over from one that ends; it holds ${inMiB(event.memoryBytes)}.`,
      );
    case 'stale-approvals':
      return tellStaleApprovals(context, event);
    case 'slow':
      return context.narrate(
        `Worker ${event.pid} does not poll yet, after ${Math.round(event.waitedMs / 1_000)} s.`,
      );
    case 'died':
      return context.narrate(`Worker ${event.pid} ended (${event.how}); starting another.`);
  }
}

function nextSignal(): Promise<'signal'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve('signal'));
    }
  });
}
