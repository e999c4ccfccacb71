import { type ActivityOptions, sleep } from '@temporalio/workflow';
import type { ActivityEnd } from '../core/commands/activity.ts';
import { waitAfter } from '../core/commands/unserved.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';

/** Send what is done about an effect out again, under the same id, while the workers that take it lack its tool. */
export async function untilServed(
  { tool }: LedgerEntry,
  options: ActivityOptions,
  run: (options: ActivityOptions) => Promise<ActivityEnd>,
): Promise<ActivityEnd> {
  let placed = options;
  for (let times = 0; ; times++) {
    const end = await run(placed);
    const waitMs = waitAfter(end, times);
    if (waitMs === undefined) return end;
    await sleep(waitMs, { summary: `until it goes out again to a worker that has the tool ${tool}` });
    placed = { ...options, allowEagerDispatch: false };
  }
}
