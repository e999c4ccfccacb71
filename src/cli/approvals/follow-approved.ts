import { setTimeout as sleep } from 'node:timers/promises';
import type { HoldfastClient } from '../../client/holdfast-client.ts';
import type { ApprovalView, RunView } from '../../core/view/run-view.ts';
import { CliError } from '../errors/cli-error.ts';

const followMs = 10_000;
const lookAgainMs = 250;
/** A tool finds soon that what it rests on changed; then its call is no longer void but at work. */
const settlesMs = 1_500;

/**
 * Follow an approved call for up to ten seconds, until it has started or was voided.
 *
 * @throws CliError 9 `void` when it was voided, naming what changed.
 */
export async function followApproved(
  client: HoldfastClient,
  run: string,
  approved: Pick<ApprovalView, 'id' | 'call'>,
  signal: AbortSignal,
): Promise<void> {
  const endMs = Date.now() + followMs;
  let startedMs: number | undefined;
  while (!signal.aborted) {
    const view = await client.show(run).catch(() => undefined);
    if (view !== undefined) {
      const approval = view.approvals.find(({ id }) => id === approved.id);
      if (approval?.state === 'void') throw voided(view.id, approval);
      const stage = stageOf(view, approved.call);
      if (stage === 'over') return;
      if (stage === 'started') startedMs ??= Date.now();
    }
    if (Date.now() >= endMs || (startedMs !== undefined && Date.now() - startedMs >= settlesMs)) return;
    await sleep(lookAgainMs, undefined, { signal }).catch(() => undefined);
  }
}

function stageOf({ state, effects }: RunView, call: string): 'waiting' | 'started' | 'over' {
  const effect = effects.find(({ id }) => id === call);
  if (state === 'closed') return 'over';
  if (effect === undefined) return 'waiting';
  return effect.state === 'intended' || effect.state === 'absent' ? 'started' : 'over';
}

function voided(run: string, { id, voidedBy }: ApprovalView): CliError {
  return new CliError({
    kind: 'conflict',
    code: 'void',
    message: `The decision about ${id} was taken, and its call did not run: what it rests on changed.`,
    why: voidedBy ?? 'It was no longer what was approved.',
    unchanged: 'Nothing was done; the agent was told, and may propose it anew.',
    next: [{ action: 'show', run }],
    details: { run, approval: id },
  });
}
