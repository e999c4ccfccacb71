import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export interface WorldWriter {
  readonly process: ChildProcess;
  /** Settles when the process is gone: its signal, or what it printed. Rejects when it failed by itself. */
  readonly ended: Promise<{ killed: true } | { killed: false; balances: number[] }>;
}

/** Start `world-writer-process.ts` on a database. */
export function startWorldWriter(path: string, keys: number): WorldWriter {
  const script = resolve(import.meta.dirname, 'world-writer-process.ts');
  const child = spawn(process.execPath, [script, path, String(keys)], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { process: child, ended: end(child) };
}

async function end(child: ChildProcess): ReturnType<() => WorldWriter['ended']> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (text.stdout += chunk));
  child.stderr?.on('data', (chunk) => (text.stderr += chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal === 'SIGKILL') return { killed: true };
  if (code !== 0) throw new Error(`the writer ended with ${code ?? signal}: ${text.stderr}`);
  return { killed: false, balances: JSON.parse(text.stdout) as number[] };
}
