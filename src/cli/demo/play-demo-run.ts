import { isDeepStrictEqual } from 'node:util';
import { Connection } from '@temporalio/client';
import { HoldfastClient } from '../../client/holdfast-client.ts';
import { callOfKey } from '../../core/ids/idempotency-key.ts';
import type { RunView } from '../../core/view/run-view.ts';
import type { UndoReport } from '../../reports/undo.ts';
import { openRetailWorld } from '../../samples/retail/open-retail-world.ts';
import type { CliContext } from '../command.ts';
import type { StartedDev } from '../dev/start-dev.ts';
import { CliError } from '../errors/cli-error.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { paletteFor } from '../render/palette.ts';
import { StepPrinter } from '../terminal/step-printer.ts';
import { DemoApprover } from './demo-approver.ts';
import { demoCase } from './demo-case.ts';
import { findTakeover } from './find-takeover.ts';
import { type KilledWorker, killHeldWorker } from './kill-held-worker.ts';

/** The run as it was when it closed, after it was undone, and what the undo did. */
export interface PlayedDemo {
  readonly run: RunView;
  readonly undo: UndoReport;
}

/**
 * Play the sample case to its end and back: its approval is decided, a worker is killed with SIGKILL while the refund is
 * on its way, another one finishes, and the run is undone.
 *
 * Answers the closed run with its effects as the undo left them.
 *
 * @throws CliError when the run did not end as it must, the effect did not happen exactly once, or the world is not as
 * it was before.
 */
export async function playDemoRun(
  context: CliContext,
  dev: StartedDev,
  options: {
    readonly markerFile: string;
    readonly signal: AbortSignal;
    /** Called with the closed run before its undo. */
    readonly onClosed: (run: RunView) => void;
  },
): Promise<PlayedDemo> {
  const { info, connection } = dev;
  const palette = paletteFor(context.stderr, context.env);
  const world = openRetailWorld(info.world);
  const temporal = await Connection.connect(connection);
  const client = await HoldfastClient.connect({
    address: info.address,
    namespace: info.namespace,
    source: 'dev',
    options: connection,
  });
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  try {
    await prepareWorld(context, world);
    const before = await world.exportWorld();
    context.narrate(`\n  ${palette.strong(`"${demoCase.input}"`)}   ${demoCase.agent}`);
    const id = await startUnderFreeId(client, info.taskQueue);
    const printer = new StepPrinter((line) => context.narrate(line), { palette, width: context.width });
    const approver = new DemoApprover(context, client);
    let killed: KilledWorker | undefined;
    const killing = killHeldWorker(options.markerFile, { workerPids: dev.workerPids, signal }).then(
      async (worker) => {
        if (worker === undefined) return;
        killed = worker;
        await approver.told();
        printer.flush();
        context.narrate(
          palette.bad(`  ✗   worker ${worker.pid} killed (SIGKILL) while the refund was on its way`),
        );
      },
    );
    let run: RunView | undefined;
    for await (const event of client.follow(id, { signal: options.signal })) {
      if (event.kind === 'run') {
        run = event.run;
        printer.flush();
        await approver.approve(run);
        continue;
      }
      // The approver has told what was asked and decided.
      if (event.step.kind === 'approval') continue;
      const { step, ended: stepEnded } = event;
      if (
        killed !== undefined &&
        stepEnded &&
        step.kind === 'tool' &&
        step.call === callOfKey(killed.effectKey)
      ) {
        const takeover = await findTakeover(temporal, {
          namespace: info.namespace,
          workflowId: id,
          activityId: callOfKey(killed.effectKey) ?? '',
        });
        const count = await applications(world, killed);
        requireOnce(count, id);
        if (takeover !== undefined) {
          const seconds = ((takeover.startedAtMs - killed.atMs) / 1_000).toFixed(1);
          context.narrate(
            palette.good(
              `  ✓   worker ${takeover.pid ?? takeover.identity} took over after ${seconds} s; the refund happened once`,
            ),
          );
        }
      }
      printer.add(step, stepEnded);
    }
    printer.flush();
    ended.abort();
    await killing;
    if (run?.state !== 'closed') throw interrupted(id);
    if (killed === undefined) throw notKilled(id);
    requireOnce(await applications(world, killed), id);
    options.onClosed(run);
    const undo = await client.undo(id, { apply: true, by: 'demo' });
    requireSameWorld(undo, isDeepStrictEqual(await world.exportWorld(), before), id);
    return { run: await client.show(id), undo };
  } finally {
    ended.abort();
    await Promise.allSettled([client.close(), temporal.close(), world.close()]);
  }
}

type World = ReturnType<typeof openRetailWorld>;

/** An earlier demo in this home has cancelled the order: the shop goes back to the world it was loaded with. */
async function prepareWorld(context: CliContext, world: World): Promise<void> {
  const order = await world.order(demoCase.orderId);
  if (order?.status === 'pending') return;
  if (order !== undefined) {
    await world.resetWorld();
    context.narrate(`  ${'World'.padEnd(18)}reset, because ${demoCase.orderId} was ${order.status}`);
  }
  if ((await world.order(demoCase.orderId))?.status === 'pending') return;
  throw new CliError({
    kind: 'conflict',
    code: 'demo_world_differs',
    message: `The world of this home has no pending order ${demoCase.orderId}, which the demo is about.`,
    unchanged: 'No run was started.',
    command: 'npm run demo, which has a world of its own',
  });
}

async function startUnderFreeId(client: HoldfastClient, taskQueue: string): Promise<string> {
  for (let number = 1; ; number++) {
    try {
      const { id } = await client.start({
        agent: demoCase.agent,
        taskId: `demo-${number}`,
        input: demoCase.input,
        startedBy: 'demo',
        taskQueue,
      });
      return id;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'run_exists') throw error;
    }
  }
}

async function applications(world: World, { effectKey }: KilledWorker): Promise<number> {
  return (await world.effectCounts()).find(({ key }) => key === effectKey)?.applications ?? 0;
}

function requireSameWorld(undo: UndoReport, isSame: boolean, run: string): void {
  if (undo.complete && isSame) return;
  throw new CliError({
    kind: 'bug',
    ...(undo.complete ? {} : { exitCode: exitCodes.undoIncomplete }),
    code: 'demo_not_undone',
    message: `The world is not as it was before ${run}, although the run was undone.`,
    why: undo.items.map(({ effectId, result, because }) => `  ${effectId} ${result}: ${because}`).join('\n'),
    command: `holdfast undo ${run}, in a home that was kept with: npm run demo -- --keep`,
  });
}

function requireOnce(count: number, run: string): void {
  if (count === 1) return;
  throw new CliError({
    kind: 'bug',
    code: 'effect_not_once',
    message: `The refund of ${run} happened ${count} times instead of once.`,
    why: 'This breaks a promise of Holdfast and is a bug.',
    command: `holdfast trace ${run} --io, in a home that was kept with: npm run demo -- --keep`,
  });
}

function notKilled(run: string): CliError {
  return new CliError({
    kind: 'bug',
    code: 'demo_not_played',
    message: `The run ${run} ended before its worker could be killed.`,
    command: 'npm run demo -- --keep, then look at the run in the UI',
  });
}

function interrupted(run: string): CliError {
  return new CliError({
    kind: 'interrupted',
    code: 'interrupted',
    message: `The demo was interrupted while ${run} was under way.`,
    command: 'npm run demo',
  });
}
