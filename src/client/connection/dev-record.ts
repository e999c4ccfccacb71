import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DevRecord } from '../../reports/dev.ts';
import { isAlive } from './is-alive.ts';

/** Name the directory in which `dev` keeps its state: `HOLDFAST_HOME`, else `.holdfast` in the working directory. */
export function holdfastHome(env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  return resolve(cwd, env['HOLDFAST_HOME'] || '.holdfast');
}

/** Read where this directory's `dev` is. Undefined when none was started, its record is no such record, or its process is gone. */
export function readDevRecord(home: string): DevRecord | undefined {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(home, 'dev.json'), 'utf8'));
  } catch {
    return undefined;
  }
  return isDevRecord(content) && isAlive(content.pid) ? content : undefined;
}

/** By hand, not by its schema: every command reads this, also one that should answer at once. */
function isDevRecord(content: unknown): content is DevRecord {
  const { schema, pid, address, namespace, taskQueue } = (content ?? {}) as Partial<Record<string, unknown>>;
  const named = [address, namespace, taskQueue].every((text) => typeof text === 'string' && text !== '');
  return schema === 'holdfast.dev/v1' && Number.isInteger(pid) && (pid as number) > 0 && named;
}
