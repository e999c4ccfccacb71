import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { HoldfastError } from '../../../src/client/errors/holdfast-error.ts';
import type { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import { undoRunWorkflowId } from '../../../src/contracts/names.ts';
import type { RunView } from '../../../src/core/view/run-view.ts';
import type { NoticeService } from '../../../src/samples/notices/notice-service.ts';
import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { newAddress } from '../retail-writes.ts';
import { type WorldDifference, worldDiff } from '../world-diff.ts';

/** Reads, a keyed write, a keyed write that asks, a write that takes no key, and an undo of it all. */
export function crashScript(recipient: string, agent: CrashAgent = 'courier'): Script {
  const use = (name: string, args: object) => ({ toolCalls: [{ name, arguments: args }] });
  return playTurns([
    use('get_user_details', { user_id: 'ada_winter_1001' }),
    use('get_order_details', { order_id: '#W1001' }),
    use('modify_pending_order_address', { order_id: '#W1003', ...newAddress }),
    use('cancel_pending_order', { order_id: '#W1001', reason: 'ordered by mistake' }),
    use(agent === 'courier' ? 'send_notice' : 'send_letter', {
      to: recipient,
      text: 'Your order was cancelled.',
    }),
    { text: 'Done.' },
  ]);
}

/** All that must be the same whatever was killed on the way. */
export interface CrashEnd {
  readonly outcome: RunView['outcome'];
  readonly toolCalls: number;
  readonly approvals: readonly string[];
  readonly effects: readonly string[];
  readonly worldAfterRun: readonly WorldDifference[];
  readonly undo: readonly string[];
  readonly complete: boolean;
  readonly effectsAfterUndo: readonly string[];
  /** Nothing, since all but the notice can be undone. */
  readonly worldAfterUndo: readonly WorldDifference[];
  /** How often each effect really happened. */
  readonly happened: readonly string[];
}

export interface CrashStage {
  readonly client: HoldfastClient;
  readonly temporal: Client;
  readonly world: RetailWorld;
  readonly notices: NoticeService;
  readonly taskQueue: string;
}

/** `unsure-courier` sends by a tool that does not say how late what it sent may still appear. */
export type CrashAgent = 'courier' | 'unsure-courier';

/** What a row asks for beside a run that is approved, waited for and undone. */
export interface CrashVariant {
  readonly agent?: CrashAgent;
  /** What was still to come after so long is there when the end is looked at. */
  readonly lateMs?: number;
  readonly onStarted?: (runId: string) => void;
  /** The run is reset while it is open: this tells when. */
  readonly resetOpen?: Promise<void>;
  /** Reset the run once it has closed. */
  readonly resetClosed?: (runId: string) => Promise<void>;
}

/** Play the scenario once and tell how it ended. Its script must be on. */
export async function playCrashScenario(
  { client, temporal, world, notices, taskQueue }: CrashStage,
  taskId: string,
  recipient: string,
  { agent = 'courier', lateMs = 0, onStarted, resetOpen, resetClosed }: CrashVariant = {},
): Promise<CrashEnd> {
  await world.resetWorld();
  const start = await world.exportWorld();
  const task = { agent, taskId, input: 'Go.', startedBy: 'ada', taskQueue };
  const { id } = await client.start(task);
  const late = delay(lateMs);
  onStarted?.(id);
  if (!resetOpen) await approve(client, id);
  if (agent === 'unsure-courier') await lookFor(client, notices, id, recipient);
  let view = await closed(client, id, resetOpen);
  if (resetClosed) view = await closed(client, id, resetClosed(id));
  const worldAfterRun = worldDiff(start, await world.exportWorld());
  const report = await insist(() => client.undo(id, { apply: true, by: 'bea' }));
  await temporal.workflow.getHandle(undoRunWorkflowId(id)).result();
  await late;
  const after = await client.show(id);
  const counts = (await world.effectCounts()).filter(({ key }) => key.startsWith(`${id}/`));
  const sent = (await notices.sent()).filter((one) => one.recipient === recipient);
  return {
    outcome: view.outcome,
    toolCalls: view.totals.toolCalls,
    approvals: view.approvals.map((approval) => `${approval.id} ${approval.state}`),
    effects: view.effects.map((effect) => `${effect.id} ${effect.state}`),
    worldAfterRun,
    undo: report.items.map(({ effectId, action, result }) => `${effectId} ${result ?? action}`),
    complete: report.complete,
    effectsAfterUndo: after.effects.map((effect) => `${effect.id} ${effect.state}`),
    worldAfterUndo: worldDiff(start, await world.exportWorld()),
    happened: [
      ...counts.map(({ tool, applications }) => `${tool} ${applications}`).sort(),
      ...sent.map(({ times }) => `send_notice ${times}`),
    ],
  };
}

const patienceMs = 90_000;

async function approve(client: HoldfastClient, id: string): Promise<void> {
  for (const deadlineMs = Date.now() + patienceMs; ; await delay(50)) {
    // From the list: a query would be work for the very worker that is to be killed at its own work.
    const asked = (await client.inbox()).find(({ run }) => run === id);
    if (asked) {
      await insist(() =>
        client.resolveApproval(id, {
          approvalId: asked.id,
          digest: asked.digest,
          decision: 'approve',
          by: 'bea',
        }),
      );
      return;
    }
    if (Date.now() > deadlineMs) throw new Error(`${id} asks for no approval`);
  }
}

/** As a person would who is asked whether the notice went out: wait until it is known, then tell. */
async function lookFor(
  client: HoldfastClient,
  notices: NoticeService,
  id: string,
  recipient: string,
): Promise<void> {
  for (const deadlineMs = Date.now() + patienceMs; ; await delay(200)) {
    const { state, effects } = await client.show(id);
    const unknown = effects.find((effect) => effect.state === 'unknown');
    const sent = (await notices.sent()).find((one) => one.recipient === recipient);
    const reference = /Reference: (\S+)/.exec(sent?.text ?? '')?.[1];
    if (state === 'awaiting-human' && unknown && reference !== undefined) {
      const result = { to: recipient, reference };
      await insist(() => client.settle(id, unknown.id, { outcome: 'applied', result, by: 'bea' }));
      return;
    }
    if (Date.now() > deadlineMs) throw new Error(`${id} asks nobody: it is ${state}`);
  }
}

/** Wait for the run's close; after a reset, with all approved that is asked for then. */
async function closed(client: HoldfastClient, id: string, reset?: Promise<void>): Promise<RunView> {
  if (!reset) return client.waitForClose(id, { timeoutMs: patienceMs });
  const over = new AbortController();
  const approving = approveAll(client, id, over.signal);
  try {
    await reset;
    return await client.waitForClose(id, { timeoutMs: patienceMs });
  } finally {
    over.abort();
    await approving;
  }
}

/** The list of what is open lags behind: what it still shows may be decided already, or gone with the reset. */
async function approveAll(client: HoldfastClient, id: string, over: AbortSignal): Promise<void> {
  for (; !over.aborted; await delay(200)) {
    const asked = (await client.inbox()).find(({ run }) => run === id);
    if (!asked) continue;
    const decision = { approvalId: asked.id, digest: asked.digest, decision: 'approve', by: 'bea' } as const;
    await client.resolveApproval(id, decision).catch((error: unknown) => {
      if (!(error instanceof HoldfastError)) throw error;
    });
  }
}

/** As a person would who hears that no worker was there. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= 3 || !(error instanceof HoldfastError) || error.kind !== 'unreachable') throw error;
    }
  }
}
