import { setTimeout as delay } from 'node:timers/promises';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import { findRun } from '../../../src/client/runs/find-run.ts';
import { readLedger } from '../../../src/client/undo/run-ledger.ts';
import { defineConfig } from '../../../src/config/define-config.ts';
import type { LedgerEntry } from '../../../src/core/effects/effect.ts';
import type { RunView } from '../../../src/core/view/run-view.ts';
import type { UndoReport } from '../../../src/reports/undo.ts';
import { NoticeService } from '../../../src/samples/notices/notice-service.ts';
import { sendNotice } from '../../../src/samples/notices/send-notice.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { unattendedRules } from '../../../src/samples/retail/retail-rules.ts';
import { retailTools } from '../../../src/samples/retail/retail-tools.ts';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import type { RetailWorldData } from '../../../src/samples/retail/world-schema.ts';
import { turnIndex } from '../../../src/scripted-provider/play-turns.ts';
import type { Tool } from '../../../src/tools/define/tool.ts';
import { accessOf, openDesk } from '../desk.ts';
import { testDatabase } from '../test-database.ts';
import { prepareWorldCopies } from '../world-copies.ts';
import { changeBehind } from './foreign-change.ts';
import type { ShopSequence } from './shop-sequence.ts';

/** What came of one sequence that was worked by a run and then undone, as far as it could be. */
export interface UndoneSequence {
  readonly run: string;
  readonly view: RunView;
  /** As the run closed, in the order of the calls. */
  readonly ledger: readonly LedgerEntry[];
  readonly worldAfterRun: RetailWorldData;
  readonly report: UndoReport;
  readonly worldAfterUndo: RetailWorldData;
  /** How often each of the run's effects and undos happened, and each of its notices. */
  readonly applications: readonly number[];
}

/** A worker on a small shop, and a second shop that no run knows, for a model of the first. */
export interface ShopDesk {
  readonly start: RetailWorldData;
  readonly model: RetailWorld;
  play(sequence: ShopSequence): Promise<UndoneSequence>;
  stop(): Promise<void>;
}

export async function openShopDesk(where: {
  readonly address: string;
  readonly namespace: string;
  readonly name: string;
  /** Plants the mistake that a property must find: an undo that puts back what was, whatever is there now. */
  readonly blindUndo?: true;
}): Promise<ShopDesk> {
  const { address, namespace, name, blindUndo = false } = where;
  const copies = await prepareWorldCopies(sampleWorld, testDatabase());
  const location = await copies.copy();
  const world = openRetailWorld(location);
  const model = openRetailWorld(await copies.copy());
  const notices = new NoticeService(world);
  const overwriting = (tool: Tool): Tool => (tool.undo ? { ...tool, undo: () => world.resetWorld() } : tool);
  const clerk = defineAgent({
    name: 'clerk',
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [...retailTools(world).map(blindUndo ? overwriting : (tool) => tool), sendNotice(notices)],
    rules: [...unattendedRules, { name: 'notices go out', when: { tool: 'send_notice' }, then: 'allow' }],
    budget: { failures: 100 },
  });
  const config = defineConfig({ agents: [clerk] });
  const taskQueue = `shop-${name}`;
  const desk = await openDesk({
    address,
    namespace,
    taskQueue,
    config,
    script: () => ({ text: 'Done.' }),
  });
  const client = await HoldfastClient.connect({ address, namespace });
  const access = accessOf(desk);
  const start = await world.exportWorld();
  let played = 0;

  const play: ShopDesk['play'] = async ({ turns, foreign }) => {
    await world.resetWorld();
    const sentBefore = (await notices.sent()).reduce((sum, { times }) => sum + times, 0);
    const disturbed = new Set<number>();
    const disturb = async (position: number): Promise<void> => {
      if (disturbed.has(position)) return;
      disturbed.add(position);
      for (const change of foreign[position] ?? []) await changeBehind(world, change);
    };
    desk.setScript(async (request) => {
      const turn = turnIndex(request);
      const calls = turns[turn];
      if (!calls) return { text: 'Done.' };
      // Between two turns no call of the run is under way.
      await disturb(turn);
      return { toolCalls: calls };
    });
    const task = { agent: 'clerk', taskId: `${name}-${++played}`, input: 'Go.', startedBy: 'ada' };
    const run = await desk.start(task);
    await approveAll(desk, run);
    const view = await desk.result(run);
    const { entries: ledger } = await readLedger(access, await findRun(access, run));
    await disturb(turns.length);
    const worldAfterRun = await world.exportWorld();
    const report = await client.undo(run, { apply: true, by: 'bea' });
    const counts = (await world.effectCounts()).filter(({ key }) => key.startsWith(`${run}/`));
    const sent = (await notices.sent()).reduce((sum, { times }) => sum + times, 0) - sentBefore;
    const notified = ledger.filter(({ tool, state }) => tool === 'send_notice' && state === 'applied').length;
    return {
      run,
      view,
      ledger,
      worldAfterRun,
      report,
      worldAfterUndo: await world.exportWorld(),
      applications: [
        ...counts.map(({ applications }) => applications),
        ...(notified === 0 ? [] : [sent / notified]),
      ],
    };
  };

  return {
    start,
    model,
    play,
    stop: async () => {
      await client.close();
      await desk.stop();
      await world.close();
      await model.close();
      await copies.remove();
    },
  };
}

/** A repeated change whose first one may no longer stand asks: somebody says yes. */
async function approveAll(desk: Awaited<ReturnType<typeof openDesk>>, run: string): Promise<void> {
  for (;;) {
    const { state, approvals } = await desk.settled(run);
    if (state === 'closed') return;
    for (const { id } of approvals.filter((one) => one.state === 'open')) {
      await desk.send(run, 'resolveApproval', { approvalId: id, decision: 'approve', by: 'bea' });
    }
    await delay(10);
  }
}
