import type { CommandModule } from './command.ts';

/** A verb as `holdfast --help` lists it; its module is imported once it was asked for. */
export interface Verb {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}

const begin = 'Begin:';
const runs = 'Runs:';
const steer = 'Steer a run:';
const decideGroup = 'Decide:';
const operate = 'Operate:';

/** Every verb, in the order of the help. */
export const verbs: readonly Verb[] = [
  {
    name: 'dev',
    group: begin,
    summary: 'start a Temporal server, its UI, workers and the sample shop; Ctrl-C stops all',
    load: async () => (await import('./commands/dev.ts')).devCommand,
  },
  {
    name: 'demo',
    group: begin,
    summary: 'play the sample run: approve, kill a worker, finish, undo',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  {
    name: 'doctor',
    group: begin,
    summary: 'say what is missing, with the command that mends it',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'run',
    group: runs,
    summary: 'start a run and follow it to its end',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    name: 'start',
    group: runs,
    summary: 'start a run and leave it to the workers',
    load: async () => (await import('./commands/start.ts')).startCommand,
  },
  {
    name: 'ls',
    group: runs,
    summary: 'list runs, newest first',
    load: async () => (await import('./commands/ls.ts')).lsCommand,
  },
  {
    name: 'show',
    group: runs,
    summary: 'show one run as it stands',
    load: async () => (await import('./commands/show.ts')).showCommand,
  },
  {
    name: 'watch',
    group: runs,
    summary: 'follow a run to its end',
    load: async () => (await import('./commands/watch.ts')).watchCommand,
  },
  {
    name: 'trace',
    group: runs,
    summary: 'show every step of a run with tokens, cost and attempts',
    load: async () => (await import('./commands/trace.ts')).traceCommand,
  },
  {
    name: 'cost',
    group: runs,
    summary: 'show what runs cost',
    load: async () => (await import('./commands/cost.ts')).costCommand,
  },
  {
    name: 'say',
    group: steer,
    summary: 'give a run that waits for its user a message',
    load: async () => (await import('./commands/say.ts')).sayCommand,
  },
  {
    name: 'end',
    group: steer,
    summary: 'end a conversation',
    load: async () => (await import('./commands/end.ts')).endCommand,
  },
  {
    name: 'pause',
    group: steer,
    summary: 'hold a run before its next step',
    load: async () => (await import('./commands/pause.ts')).pauseCommand,
  },
  {
    name: 'resume',
    group: steer,
    summary: 'let a paused run go on',
    load: async () => (await import('./commands/resume.ts')).resumeCommand,
  },
  {
    name: 'cancel',
    group: steer,
    summary: 'end a run early; what it did stays done, or is undone',
    load: async () => (await import('./commands/cancel.ts')).cancelCommand,
  },
  {
    name: 'inbox',
    group: decideGroup,
    summary: 'list the open approvals of all runs',
    load: async () => (await import('./commands/inbox.ts')).inboxCommand,
  },
  {
    name: 'approve',
    group: decideGroup,
    summary: 'let a call run exactly as it was shown',
    load: async () => (await import('./commands/approve.ts')).approveCommand,
  },
  {
    name: 'reject',
    group: decideGroup,
    summary: 'refuse a call; the agent reads the reason',
    load: async () => (await import('./commands/reject.ts')).rejectCommand,
  },
  {
    name: 'edit',
    group: decideGroup,
    summary: 'let a call run with other arguments',
    load: async () => (await import('./commands/edit.ts')).editCommand,
  },
  {
    name: 'settle',
    group: decideGroup,
    summary: 'tell a run whether an unknown effect is in the world',
    load: async () => (await import('./commands/settle.ts')).settleCommand,
  },
  {
    name: 'probe',
    group: decideGroup,
    summary: 'look again whether an unknown effect is in the world',
    load: async () => (await import('./commands/probe.ts')).probeCommand,
  },
  {
    name: 'undo',
    group: decideGroup,
    summary: 'show what undoing a run would do; with --apply do it',
    load: async () => (await import('./commands/undo.ts')).undoCommand,
  },
  {
    name: 'setup',
    group: operate,
    summary: 'register namespace and search attributes on a Temporal server',
    load: async () => (await import('./commands/setup.ts')).setupCommand,
  },
  {
    name: 'worker',
    group: operate,
    summary: 'run agents: poll a Temporal server for their model and tool calls',
    load: async () => (await import('./commands/worker.ts')).workerCommand,
  },
  {
    name: 'world',
    group: operate,
    summary: "load, reset or export the sample shop's database",
    load: async () => (await import('./commands/world.ts')).worldCommand,
  },
  {
    name: 'replay',
    group: operate,
    summary: 'check that this build replays stored or live histories',
    load: async () => (await import('./commands/replay.ts')).replayCommand,
  },
];
