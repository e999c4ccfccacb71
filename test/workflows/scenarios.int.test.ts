import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Desk } from '../support/desk.ts';
import { continueEarly, openScenarioDesk, playScenario } from '../support/play-scenario.ts';
import { scenarios } from '../support/scenarios.ts';
import { startTestServer, type TestServer } from '../support/temporal-server.ts';

describe('agentRun', () => {
  let earlyServer: TestServer;

  beforeAll(async () => {
    earlyServer = await startTestServer('holdfast-early', continueEarly);
  });
  afterAll(() => earlyServer.stop());

  describe.each([
    ['with runs kept in memory', 'kept', {}],
    ['with the workflow cache off', 'uncached', { cachedRuns: 0 }],
  ])('%s', (_title, name, worker) => {
    let desk: Desk;
    let earlyDesk: Desk;

    beforeAll(async () => {
      const server = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
      [desk, earlyDesk] = await Promise.all([
        openScenarioDesk(server, name, worker),
        openScenarioDesk(earlyServer, name, worker),
      ]);
    });
    afterAll(async () => {
      await desk.stop();
      await earlyDesk.stop();
    });

    it.each(Object.entries(scenarios))('%s', async (title, scenario) => {
      const id = await playScenario(scenario.continuesEarly ? earlyDesk : desk, scenario, `${title}-${name}`);
      if (!scenario.continuesEarly) return;
      const { raw } = await earlyDesk.client.workflow.getHandle(id).describe();
      expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId);
    });
  });
});
