import { type Command, InvalidArgumentError, Option } from 'commander';
import { checkModelId } from '../../agents/check-model-id.ts';
import { positiveDuration, positiveInteger, positiveUsd } from './flag-values.ts';
import { collect } from './read-attachments.ts';

/** Flags that say what a new run is to be, as `start` and `run` share them. */
export interface StartFlags {
  readonly input?: string;
  /** Paths. */
  readonly attach?: readonly string[];
  readonly id?: string;
  readonly model?: string;
  /** In USD, as written. */
  readonly budgetUsd?: string;
  readonly maxSteps?: number;
  readonly maxToolCalls?: number;
  /** As written. */
  readonly wallTime?: string;
  readonly chat?: boolean;
  readonly greeting?: string;
}

/** Add the flags of a new run. Values are checked while the line is parsed: a bad one is a usage error. */
export function addStartFlags(command: Command): Command {
  return command
    .argument('<agent>', 'name of an agent of the configuration')
    .option('--input <text|@file|->', 'the task; @FILE reads a file, - reads stdin')
    .option(
      '--attach <file>',
      'a file that the model reads with the task, 1 MiB at most; may be repeated',
      collect,
    )
    .option('--id <task>', 'id of the task, used once (default: generated)')
    .addOption(new Option('--model <provider:id>', "model in place of the agent's own").argParser(modelId))
    .addOption(new Option('--budget-usd <n>', 'most that the run may spend, in USD').argParser(positiveUsd))
    .addOption(
      new Option('--max-steps <n>', 'most model and tool calls; a turn that has begun is finished').argParser(
        positiveInteger,
      ),
    )
    .addOption(
      new Option(
        '--max-tool-calls <n>',
        'most tool calls; a turn that has begun is finished (default: grows with --max-steps)',
      ).argParser(positiveInteger),
    )
    .addOption(
      new Option('--wall-time <duration>', 'longest working time, like 5m').argParser(positiveDuration),
    )
    .option('--chat', 'wait for `holdfast say` after each answer instead of ending')
    .option('--greeting <text>', "the assistant's opening line in a chat");
}

function modelId(text: string): string {
  const check = checkModelId(text);
  if (check.kind !== 'ok') throw new InvalidArgumentError(`${check.message}.`);
  return text;
}
