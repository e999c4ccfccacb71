import { Option } from 'commander';
import type { HoldfastClient } from '../../client/holdfast-client.ts';
import type { RunView } from '../../core/view/run-view.ts';
import { type ApprovalsHandler, askAboutApprovals, showApprovals } from '../approvals/at-approvals.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { exitCodeOfRun } from '../errors/exit-codes.ts';
import { positiveDuration } from '../input/flag-values.ts';
import { addStartFlags, type StartFlags } from '../input/start-flags.ts';
import { newTask } from '../input/start-task.ts';
import { printStanding } from '../render/print-run.ts';
import { askPerson } from '../terminal/ask-person.ts';
import { follow, showsLiveText } from '../terminal/follow.ts';

interface RunFlags extends StartFlags {
  readonly onApproval: 'wait' | 'exit';
  readonly timeout?: string;
}

/** `holdfast run`: start, follow, and exit by outcome; 5 when the run waits for a person who is not here. */
export const runCommand: CommandModule = {
  register(program, context) {
    addStartFlags(program.command('run'))
      .description(
        'Start a run and follow it to its end: its steps on stderr, its answer on stdout. On a terminal you can answer ' +
          'its questions and decide its approvals. Ctrl-C leaves the run going. Exits by outcome: 0 answered, 4 failed, 5 waits for a person, ' +
          '7 partial, 12 cancelled.',
      )
      .addOption(
        new Option(
          '--on-approval <what>',
          'at an approval: wait (on a terminal you are asked, elsewhere it is shown), or exit with 5',
        )
          .choices(['wait', 'exit'])
          .default('wait'),
      )
      .addOption(
        new Option('--timeout <duration>', 'of the following, not of the run').argParser(positiveDuration),
      )
      .action((agent: string, flags: RunFlags) => run(context, agent, flags));
  },
};

async function run(context: CliContext, agent: string, flags: RunFlags): Promise<void> {
  const task = await newTask('run', agent, flags, context);
  const client = await context.connect();
  // From here on Ctrl-C ends the following only: the run exists or is about to.
  context.interrupted();
  const { id } = await client.start(showsLiveText(context) ? { ...task, watched: true } : task);
  context.narrate(id);
  const atApprovals = handlerFor(context, client, flags);
  const ended = await follow(context, client, id, {
    timeout: flags.timeout,
    stopAt: ['awaiting-user', 'awaiting-human', 'awaiting-approval'],
    onWait: (waiting, signal) =>
      waiting.state === 'awaiting-approval'
        ? atApprovals(waiting, signal)
        : answerFor(context, client, waiting, signal),
  });
  if (ended.state === 'awaiting-approval') await showApprovals(context)(ended, context.interrupted());
  printStanding(context, ended);
  context.end(exitCodeOfRun(ended));
}

function handlerFor(context: CliContext, client: HoldfastClient, { onApproval }: RunFlags): ApprovalsHandler {
  if (onApproval === 'exit') return async () => false;
  return context.isAttended ? askAboutApprovals(context, client) : showApprovals(context);
}

/** Let the person at the terminal answer; false where nobody is there, or nobody wants to. */
async function answerFor(
  context: CliContext,
  client: HoldfastClient,
  run: RunView,
  signal: AbortSignal,
): Promise<boolean> {
  if (run.state !== 'awaiting-user' || !context.isAttended) return false;
  const answer = await askPerson(context, run.question ?? run.lastMessage ?? '', signal);
  switch (answer.kind) {
    case 'text':
      await client.say(run.id, answer.text, { by: context.by });
      return true;
    case 'end':
      await client.end(run.id, { by: context.by });
      return true;
    case 'leave':
      return false;
  }
}
