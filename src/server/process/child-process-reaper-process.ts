/**
 * Runs as its own process and ends the processes it was told about once its standard input closes,
 * which happens however the parent dies. Started by `child-process-reaper.ts` alone.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcessAlive } from './process-identity.ts';
import type { ReaperMessage } from './reaper-message.ts';

type Watched = Extract<ReaperMessage, { watch: number }>;

const watched = new Map<number, Watched>();

// It outlives what ends the parent, also a Ctrl-C or a hang-up that reaches the whole group.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const message = JSON.parse(line) as ReaperMessage;
  if ('watch' in message) watched.set(message.watch, message);
  else watched.delete(message.forget);
});
lines.on('close', () => {
  void Promise.all([...watched.values()].map(end)).finally(() => process.exit(0));
});

async function end({ watch: pid, startTime, graceMs }: Watched): Promise<void> {
  const alive = () => isSameProcessAlive(pid, startTime);
  if (!alive()) return;
  send(pid, 'SIGTERM');
  for (const deadline = Date.now() + graceMs; alive() && Date.now() < deadline; ) await sleep(50);
  if (alive()) send(pid, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}
