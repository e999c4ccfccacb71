import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DevRecord } from '../contracts/dev-record.ts';
import { devRecordSchema } from '../schemas/dev-record.ts';

/** Name the directory in which `holdfast dev` keeps its state: `HOLDFAST_HOME`, else `.holdfast` in the working directory. */
export function holdfastHome(env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  return resolve(cwd, env['HOLDFAST_HOME'] || '.holdfast');
}

/** Read where this directory's `holdfast dev` is. Undefined when none was started, its record is no such record, or its process is gone. */
export function readDevRecord(home: string): DevRecord | undefined {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(home, 'dev.json'), 'utf8'));
  } catch {
    return undefined;
  }
  const parsed = devRecordSchema.safeParse(content);
  return parsed.success && isAlive(parsed.data.pid) ? (parsed.data as DevRecord) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
