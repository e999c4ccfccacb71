import { parseArgs } from 'node:util';
import { HoldfastClient } from 'holdfast';

const { values } = parseArgs({
  options: {
    agent: { type: 'string', default: 'retail' },
    input: {
      type: 'string',
      default: 'Where are my orders #W1002 and #W1003? My email is ada@example.com.',
    },
  },
});

// The server is that of this directory's `holdfast dev`, unless TEMPORAL_ADDRESS names another.
await using client = await HoldfastClient.connect();
const { id } = await client.start({ agent: values.agent, input: values.input });
console.log(`started   ${id}`);

// Waits until the run is closed, or waits for somebody.
const run = await client.waitForPeople(id, { timeoutMs: 10 * 60_000 });
if (run.outcome === undefined) {
  console.log(`${run.state}   ${run.question ?? ''}\nanswer it with: npx holdfast say ${id} TEXT --wait`);
  process.exitCode = 5;
} else {
  const { kind, answer, reason } = run.outcome;
  console.log(`${kind}  ${answer ?? reason?.message ?? ''}`);
  console.log(`cost      $${(run.totals.costNanoUsd / 1e9).toFixed(4)}, ${run.totals.toolCalls} tool calls`);
  for (const { id: effect, summary, state } of run.effects)
    console.log(`effect    ${effect} ${summary}: ${state}`);
  process.exitCode = kind === 'answered' ? 0 : 1;
}
