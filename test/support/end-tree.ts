import { type ChildProcess, execFileSync } from 'node:child_process';

/** Kill a process that was started here, and all that came of it, also what left its group. */
export function endTree(root: ChildProcess): void {
  if (root.pid === undefined) return;
  for (const pid of [root.pid, ...descendantsOf(root.pid)].reverse()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

function descendantsOf(root: number): readonly number[] {
  const pairs = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = (parent: number): number[] =>
    pairs.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid, ...childrenOf(pid)] : []));
  return childrenOf(root);
}
