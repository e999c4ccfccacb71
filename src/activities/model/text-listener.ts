import type { Charter } from '../../core/charter/charter.ts';

/** Calls that last longer than this are broken by what stands between, where no byte goes by. */
const silentAtMostMs = 180_000;

/** A call that may take long is streamed, also where nobody listens: so its connection lives. */
export function textListener(
  { model }: Charter,
  listens: ((delta: string) => void) | undefined,
): ((delta: string) => void) | undefined {
  return listens ?? (model.timeoutMs > silentAtMostMs ? () => {} : undefined);
}
