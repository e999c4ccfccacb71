import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import type { FollowEvent } from '../../../src/client/runs/follow-event.ts';
import type { AgentRunInput } from '../../../src/contracts/agent-task.ts';
import type { AgentTask } from '../../../src/core/run/agent-task.ts';
import { packState } from '../../../src/core/run/packed-state.ts';
import { initialState, type RunState } from '../../../src/core/run/run-state.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';

const stamp = Date.now().toString(36);
const agent = `continued-${stamp}`;
const taskQueue = `continued-${stamp}`;
const id = `agent/${agent}/t1`;
const task = { agent, taskId: 't1', input: 'Go on.', startedBy: 'ada' } satisfies AgentTask;

/** Temporal's numbers of the commands that this test answers workflow tasks with. */
const commandTypes = { complete: 4, continueAsNew: 10 } as const;

let connection: Connection;
let temporal: Client;
let client: HoldfastClient;

beforeAll(async () => {
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  connection = await Connection.connect({ address });
  temporal = new Client({ connection, namespace });
  client = await HoldfastClient.connect({ address, namespace });
});

afterAll(async () => {
  await temporal?.workflow
    .getHandle(id)
    .terminate('end of the test')
    .catch(() => {});
  await client?.close();
  await connection?.close();
});

/** Stand in for a worker: answer the next workflow task with one command. */
async function answerTask(command: object): Promise<void> {
  const namespace = inject('temporalNamespace');
  const queue = { name: taskQueue };
  const polled = await connection.withDeadline(Date.now() + 20_000, () =>
    connection.workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: queue }),
  );
  await connection.workflowService.respondWorkflowTaskCompleted({
    namespace,
    taskToken: polled.taskToken,
    commands: [command],
  });
}

function payload(value: unknown) {
  return temporal.options.loadedDataConverter.payloadConverter.toPayload(value);
}

function payloads(value: unknown) {
  return { payloads: [payload(value)] };
}

function continueAsNew(carried: RunState): Promise<void> {
  const input: AgentRunInput = { schema: 'holdfast.agent-run/v1', task, carried: packState(carried) };
  return answerTask({
    commandType: commandTypes.continueAsNew,
    continueAsNewWorkflowExecutionCommandAttributes: {
      workflowType: { name: 'agentRun' },
      taskQueue: { name: taskQueue },
      input: payloads(input),
      // As the SDK does: what the run last wrote goes along.
      searchAttributes: {
        indexedFields: { HoldfastAgent: payload(agent), HoldfastState: payload('running') },
      },
    },
  });
}

describe('a run that continued as new', () => {
  it('is one run: followed, listed, traced and waited for over its whole chain', async () => {
    await client.start({ ...task, taskQueue });
    const firstRunId = (await temporal.workflow.getHandle(id).describe()).runId;
    const identity = { workflowId: id, firstRunId, startedAtMs: Date.now() };
    const state: RunState = { ...initialState(task, identity), turn: 3 };
    const events: FollowEvent[] = [];
    const following = (async () => {
      for await (const event of client.follow(id)) events.push(event);
    })();
    const closing = client.waitForClose(id, { timeoutMs: 30_000 });

    await continueAsNew(state);
    await continueAsNew(state);
    await expect
      .poll(async () => (await client.list({ agent })).map((run) => run.state))
      .toEqual(['running']);
    const view = viewOfRun({
      ...state,
      outcome: { kind: 'answered', answer: 'Done.' },
      closedAtMs: Date.now(),
    });
    await answerTask({
      commandType: commandTypes.complete,
      completeWorkflowExecutionCommandAttributes: { result: payloads(view) },
    });

    expect(await closing).toEqual(view);
    await following;
    expect(events.at(-1)).toEqual({ kind: 'run', run: view });
    expect(await client.trace(id)).toMatchObject({
      traceId: firstRunId,
      outcome: { kind: 'answered', answer: 'Done.' },
      totals: { turns: 3 },
    });
    expect((await temporal.workflow.getHandle(id).describe()).runId).not.toBe(firstRunId);
    await expect
      .poll(async () => (await client.list({ agent })).map((run) => [run.id, run.state]))
      .toEqual([[id, 'closed']]);
  });
});
