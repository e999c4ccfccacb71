import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { undoRunWorkflowId } from '../../src/contracts/names.ts';
import type { AgentTask } from '../../src/core/run/agent-task.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { StartWorkersOptions } from '../../src/workers/start-workers-options.ts';
import { accessOf, type Desk, openDesk } from './desk.ts';
import type { LiveRun, Scenario } from './scenarios/scenario.ts';
import { scenarioConfig } from './scenarios/scenario-config.ts';

/** Dynamic configuration of the server for scenarios that continue early. */
export const continueEarly = { 'limit.historyCount.suggestContinueAsNew': 40 };

const patienceMs = 20_000;

/** A desk for scenarios, to be played on it one after the other. */
export function openScenarioDesk(
  server: { readonly address: string; readonly namespace: string },
  name: string,
  worker: Partial<StartWorkersOptions> = {},
): Promise<Desk> {
  return openDesk({
    ...server,
    taskQueue: `scenarios-${name}`,
    config: scenarioConfig(),
    script: playTurns([]),
    worker,
  });
}

/**
 * Play one scenario to the end of its run and return the run's id.
 *
 * @throws AssertionError when the run ends otherwise than the scenario says.
 */
export async function playScenario(desk: Desk, scenario: Scenario, taskId: string): Promise<string> {
  desk.setScript(scenario.script);
  desk.provider.setFaults(scenario.faults ?? []);
  const earlier = desk.provider.journal.at(-1);
  const task: AgentTask = {
    agent: 'desk',
    taskId,
    startedBy: 'test',
    ...(scenario.task?.chat ? {} : { input: 'Go.' }),
    ...scenario.task,
  };
  const run = liveRun(
    desk,
    await desk.start(task, ...(scenario.files ?? [])),
    () => desk.provider.journal.at(-1) !== earlier,
  );
  await scenario.act?.(run);
  const view = await desk.result(run.id);
  const { outcome } = view;
  assert.deepEqual(
    { kind: outcome?.kind, code: outcome?.reason?.code },
    { kind: scenario.outcome.kind, code: scenario.outcome.code },
  );
  if (scenario.outcome.answer !== undefined) assert.equal(outcome?.answer, scenario.outcome.answer);
  await scenario.check?.(view, run);
  if (scenario.undoAfterwards) {
    await scenario.undoAfterwards(accessOf(desk), run);
    await desk.client.workflow.getHandle(undoRunWorkflowId(run.id)).result();
  }
  return run.id;
}

function liveRun(desk: Desk, id: string, modelAsked: () => boolean): LiveRun {
  const handle = desk.client.workflow.getHandle(id);
  return {
    id,
    desk,
    modelAsked,
    async until(what, holds) {
      const deadlineMs = Date.now() + patienceMs;
      for (;;) {
        const view = await desk.status(id);
        if (holds(view)) return view;
        if (view.state === 'closed' || Date.now() > deadlineMs) {
          throw new Error(`${id} never came to "${what}": ${JSON.stringify(view)}`);
        }
        await sleep(30);
      }
    },
    say: (message) => desk.send(id, 'say', { message, messageId: message }),
    send: (name, payload, ...files) => desk.send(id, name, payload, ...files),
    signal: (name, payload, ...files) => handle.signal(name, payload, ...files),
    lastMessages: () => desk.provider.journal.at(-1)?.request?.messages ?? [],
  };
}
