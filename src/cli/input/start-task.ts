import type { Agent } from '../../agents/agent.ts';
import { type Attachment, attachFiles } from '../../client/attachments/attach-files.ts';
import { defaultTaskQueue } from '../../contracts/names.ts';
import type { FilePart } from '../../core/attachments/file-part.ts';
import { refuseFiles } from '../../core/attachments/refuse-files.ts';
import { usdToNanoUsd } from '../../core/budget/money.ts';
import type { AgentTask } from '../../core/run/agent-task.ts';
import { parseDuration } from '../../core/values/duration.ts';
import { given } from '../../core/values/given.ts';
import { nearestName } from '../../core/values/nearest-names.ts';
import { checkAgentTask } from '../../reports/agent-task.ts';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import type { LoadedConfig } from './load-config.ts';
import { readAttachments } from './read-attachments.ts';
import { readInput } from './read-input.ts';
import type { StartFlags } from './start-flags.ts';

/** A task as the command line tells it; an id is generated where none was given. */
export type NewTask = Omit<AgentTask, 'taskId' | 'attachments'> & {
  readonly taskId?: string;
  readonly attachments?: readonly Attachment[];
  /** Where the configuration names another than the default. */
  readonly taskQueue?: string;
};

/**
 * Make the task that a command line asks for. Everything that can be known without a server is checked here.
 *
 * @throws CliError 3 `agent_unknown`; 2 `agent_not_conversational`, `input_missing`, `attachment_kind`, `unbounded_input` and those of `readInput` and
 * `readAttachments`.
 */
export async function newTask(
  verb: 'run' | 'start',
  agent: string,
  flags: StartFlags,
  context: CliContext,
): Promise<NewTask> {
  const loaded = await context.loadConfig();
  const { config } = loaded;
  checkAgent(verb, agent, flags, loaded);
  if (flags.input === undefined && !flags.chat) throw inputMissing(verb, agent);
  const input = flags.input === undefined ? undefined : await readInput(flags.input, '--input', context);
  const task: NewTask = {
    agent,
    startedBy: context.by,
    ...given({ taskId: flags.id, input }),
    ...(flags.chat ? { chat: true } : {}),
    ...given({ greeting: flags.greeting, model: flags.model }),
    ...(flags.budgetUsd === undefined ? {} : { budgetNanoUsd: usdToNanoUsd(flags.budgetUsd) }),
    ...given({ maxSteps: flags.maxSteps, maxToolCalls: flags.maxToolCalls }),
    ...(flags.wallTime === undefined ? {} : { wallTimeMs: parseDuration(flags.wallTime) }),
  };
  const attachments = await readAttachments(flags.attach, context);
  const { parts } = await attachFiles(attachments);
  const check = checkAgentTask({
    taskId: 'generated',
    ...task,
    ...(parts.length > 0 ? { attachments: parts } : {}),
  });
  if (check.kind === 'invalid') throw taskInvalid(verb, check.message);
  checkFiles(parts, config.agents.get(agent), flags.model);
  const { prefix } = config.queues;
  return {
    ...task,
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(prefix === defaultTaskQueue ? {} : { taskQueue: prefix }),
  };
}

/** Whether the run's model may be sent the files; its worker looks again. */
function checkFiles(parts: readonly FilePart[], agent: Agent | undefined, model: string | undefined): void {
  if (!agent) return;
  const refused = refuseFiles(parts, { id: model ?? agent.model, ...agent.modelSettings.limits });
  if (!refused) return;
  const [message = '', ...block] = refused.message.split('\n');
  throw new CliError({
    kind: 'usage',
    code: refused.code.replaceAll('-', '_'),
    message,
    ...(block.length > 0 ? { why: block.join('\n').trim() } : {}),
    unchanged: 'Nothing was started.',
    details: { agent: agent.name, files: parts.map(({ name, mediaType }) => ({ name, mediaType })) },
  });
}

function taskInvalid(verb: string, message: string): CliError {
  return new CliError({
    kind: 'usage',
    code: 'task_invalid',
    message: `The task cannot be started: ${message}.`,
    unchanged: 'Nothing was started.',
    command: `holdfast ${verb} --help`,
  });
}

function checkAgent(
  verb: string,
  name: string,
  flags: StartFlags,
  { config: { agents }, path }: LoadedConfig,
): void {
  const agent = agents.get(name);
  const names = [...agents.keys()].sort();
  if (agent === undefined) {
    const nearest = nearestName(name, names);
    throw new CliError({
      kind: 'not-found',
      code: 'agent_unknown',
      message: `No agent is called "${name}".`,
      why: `${path === undefined ? 'The bundled samples, used as --config FILE names nothing else, have' : `${path} has`}: ${names.join(', ')}.`,
      unchanged: 'Nothing was started.',
      command: `holdfast ${verb} ${nearest ?? 'AGENT'} --input "…"`,
      details: { agent: name, agents: names },
    });
  }
  const chatOnly = flags.chat ? '--chat' : flags.greeting === undefined ? undefined : '--greeting';
  if (chatOnly === undefined || (agent.conversational && flags.chat)) return;
  const why = agent.conversational
    ? '--greeting opens a chat.'
    : `Agent ${name} is not declared conversational: its defineAgent({ … }) takes conversational: true.`;
  throw new CliError({
    kind: 'usage',
    code: agent.conversational ? 'flag_missing' : 'agent_not_conversational',
    message: `${chatOnly} cannot be used here.`,
    why,
    unchanged: 'Nothing was started.',
    command: agent.conversational
      ? `holdfast ${verb} ${name} --chat --greeting "…"`
      : `holdfast ${verb} ${name} --input "…"`,
  });
}

function inputMissing(verb: string, agent: string): CliError {
  return new CliError({
    kind: 'usage',
    code: 'input_missing',
    message: `The run has nothing to do: --input is missing.`,
    unchanged: 'Nothing was started.',
    command: `holdfast ${verb} ${agent} --input "…"`,
  });
}
