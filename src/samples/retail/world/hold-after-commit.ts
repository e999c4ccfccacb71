import { writeFileSync } from 'node:fs';

/** Of the process's environment: `<tool>=<file>`. For demonstrations and crash tests of the sample world alone. */
const variable = 'HOLDFAST_RETAIL_HOLD_AFTER_COMMIT';

/**
 * Never return from one write of the named tool, so that its process can be killed after the commit and before the answer.
 *
 * The first process to get here makes the file, which says who is held: `{pid, key}`. All later writes pass.
 */
export async function holdAfterCommit(effect: {
  readonly key: string;
  readonly tool: string;
}): Promise<void> {
  const [tool, file] = /^([^=]+)=(.+)$/.exec(process.env[variable] ?? '')?.slice(1) ?? [];
  if (file === undefined || tool !== effect.tool) return;
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, key: effect.key }), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  await new Promise<never>(() => {});
}
