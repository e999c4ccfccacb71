import { playBadInputs } from '../test/support/cases/bad-input-cases.ts';
import { badInputs } from '../test/support/cases/bad-inputs.ts';
import { playConversation } from '../test/support/cases/conversation-case.ts';
import { playGoldCase } from '../test/support/cases/gold-case.ts';
import { playKillCases } from '../test/support/cases/kill-case.ts';
import { type CaseLane, openLane } from '../test/support/cases/lane.ts';
import { missingTau2, readGoldReplays, readRetailSimulations } from '../test/support/tau2.ts';
import { startTestServer } from '../test/support/temporal-server.ts';
import { tooFew } from './too-few.ts';

/**
 * Play the recorded material through the whole system and print what came of it: gold replays, conversations, killed
 * workers, bad inputs. Exits 1 when any case fails, and names it, and plays nothing where the material is not there or
 * holds fewer cases than `verify-minimum.json` asks for.
 */
const lanesAtOnce = 2;
const kills = Number(process.env.HOLDFAST_KILLS ?? 20);
const failures: string[] = [];

if (missingTau2) {
  process.stderr.write(`${missingTau2}\n`);
  process.exit(1);
}

const replays = readGoldReplays();
const conversations = readRetailSimulations();
const missing = tooFew({
  'gold replays': replays.length,
  'recorded conversations': conversations.length,
  'bad inputs': badInputs.length,
});
if (missing.length > 0) {
  process.stderr.write(`${missing.join('\n')}\n`);
  process.exit(1);
}

const server = await startTestServer();
try {
  const lanes = await Promise.all(
    Array.from({ length: lanesAtOnce }, (_, n) => openLane({ ...server, name: `${n + 1}` })),
  );
  try {
    await section('gold replays', lanes, replays, (lane, replay) => playGoldCase(lane, replay));
    await section('recorded conversations', lanes, conversations, (lane, one) => playConversation(lane, one));
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
  report('kills', await playKillCases({ ...server, kills, say: narrate }));
  report('bad inputs', await playBadInputs({ ...server, say: narrate }));
} finally {
  await server.stop();
}
for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

type Verdict = { readonly name: string; readonly problems: readonly string[] };

async function section<Case extends { readonly task_id: string }>(
  title: string,
  lanes: readonly CaseLane[],
  cases: readonly Case[],
  play: (lane: CaseLane, one: Case) => Promise<string[]>,
): Promise<void> {
  const queue = cases.entries();
  const verdicts: Verdict[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const [index, one] of queue) {
        const name = `${title} ${index} (task ${one.task_id})`;
        const problems = await play(lane, one).catch((error: unknown) => [String(error)]);
        verdicts.push({ name, problems });
        narrate(
          `${title}: ${verdicts.length}/${cases.length}${problems.length > 0 ? `  ${name}: ${problems[0]}` : ''}`,
        );
      }
    }),
  );
  report(title, verdicts);
}

function report(title: string, verdicts: readonly Verdict[]): void {
  const passed = verdicts.filter(({ problems }) => problems.length === 0).length;
  process.stdout.write(`${title} ${passed}/${verdicts.length}\n`);
  for (const { name, problems } of verdicts) {
    if (problems.length > 0) failures.push(`${name}: ${problems.join('; ')}`);
  }
}

function narrate(line: string): void {
  process.stderr.write(`${line}\n`);
}
