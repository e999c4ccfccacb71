import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { HoldfastClient } from 'holdfast/client';

const cancel = 'Cancel my order #W1001, I ordered it by mistake. My email is ada@example.com.';
const { values } = parseArgs({
  options: {
    agent: { type: 'string', default: 'retail' },
    input: { type: 'string', default: cancel },
    reject: { type: 'boolean', default: false },
  },
});
const decision = values.reject ? 'reject' : 'approve';

// The server is that of this directory's `holdfast dev`, unless TEMPORAL_ADDRESS names another.
await using client = await HoldfastClient.connect();
const connection = await Connection.connect({ address: client.address });
const temporal = new Client({ connection, namespace: client.namespace });

const { id } = await client.start({ agent: values.agent, input: values.input });
console.log(`started   ${id}`);
// Each waits until the run is closed, or waits for somebody.
let run = await client.waitForPeople(id, { timeoutMs: 10 * 60_000 });
while (run.state === 'awaiting-approval') {
  for (const { id: approvalId, digest, preview, state } of run.approvals) {
    if (state !== 'open') continue;
    console.log(`asked     ${approvalId} ${preview}`);
    // A plain signal, which has no answer; `client.resolveApproval` says whether the decision was taken.
    const payload = { approvalId, decision, digest, by: 'client.ts' };
    await temporal.workflow.getHandle(id).signal('resolveApproval', payload);
    console.log(`decided   ${decision}`);
  }
  run = await client.waitForPeople(id, { timeoutMs: 10 * 60_000 });
}
await connection.close();

const { kind, answer, reason } = run.outcome ?? { kind: run.state };
console.log(`${kind}  ${answer ?? reason?.message ?? run.question ?? ''}`);
if (!run.outcome) console.log(`go on     npx holdfast say ${id} TEXT --wait`);
for (const { id: effect, summary, state } of run.effects)
  console.log(`effect    ${effect} ${summary}: ${state}`);
console.log(`cost      $${(run.totals.costNanoUsd / 1e9).toFixed(4)}, ${run.totals.toolCalls} tool calls`);
process.exitCode = kind === 'answered' ? 0 : run.outcome ? 1 : 5;
