import { writeFileSync } from 'node:fs';
import type { CallGate } from './call-gate.ts';

/** Which write never answers, and the file that says who is held. */
export interface HeldWrite {
  readonly tool: string;
  readonly file: string;
}

/**
 * Never return from one write of the named tool, so that its process can be killed after the commit and before the answer.
 *
 * The first process to get here makes the file, which says who is held: `{pid, key}`. All later writes pass.
 */
export function holdAfterCommit({ tool, file }: HeldWrite): CallGate {
  return async (call, commit) => {
    const result = await commit();
    if (call.tool === tool && isFirst(file, call.subject)) await new Promise<never>(() => {});
    return result;
  };
}

function isFirst(file: string, key: string): boolean {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, key }), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
