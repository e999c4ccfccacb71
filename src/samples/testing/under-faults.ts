import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError, TransientToolError } from '../../tools/errors/tool-error.ts';
import type { CallGate, GatedCall } from '../retail/world/call-gate.ts';
import { type FaultKind, takeFault } from './faults.ts';

/** Carry a call out, or do to it what the next fault of its tool says; see `FaultKind`. */
export const underFaults: CallGate = async (call, commit, database) => {
  const fault = await takeFault(database, call);
  if (fault === undefined) return commit();
  switch (call.tool) {
    case 'send_notice.probe':
      throw new ToolError('The notice service does not say what it sent; this fault was set on purpose.');
    case 'send_notice':
      return strikeService(fault, call, commit);
    default:
      return strikeShop(fault, call, commit);
  }
};

interface Struck {
  readonly kind: FaultKind;
  readonly delayMs: number;
}

async function strikeShop<Result>(
  { kind, delayMs }: Struck,
  { tool }: GatedCall,
  commit: () => Promise<Result>,
): Promise<Result> {
  switch (kind) {
    case 'refuse':
      throw new ToolError(
        `${tool} was refused by the shop. Nothing was changed; this fault was set on purpose.`,
      );
    case 'fail':
      throw new TransientToolError(
        `${tool} failed in passing, nothing was changed; try again. This fault was set on purpose.`,
        { tookNoEffect: true },
      );
    case 'commit-late':
      await sleep(delayMs);
      return commit();
    default:
      return loseAnswer(kind, tool, commit);
  }
}

/** A service has its own host: what it took up happens, also when its sender was told otherwise or is gone. */
async function strikeService(
  { kind, delayMs }: Struck,
  { tool, subject }: GatedCall,
  commit: (afterMs?: number) => Promise<unknown>,
): Promise<never> {
  switch (kind) {
    case 'refuse':
      throw new ToolError(
        `The notice service refused the message to ${subject}. Nothing was sent; this fault was set on purpose.`,
      );
    case 'fail':
      throw lostAnswer(tool);
    case 'commit-late':
      await commit(delayMs);
      throw lostAnswer(tool);
    default:
      return loseAnswer(kind, tool, commit);
  }
}

/** Of shop and service alike: it is done or not, and nobody is answered. */
async function loseAnswer(
  kind: 'lose-answer' | 'hold-before-commit' | 'hold-after-commit',
  tool: string,
  commit: () => Promise<unknown>,
): Promise<never> {
  if (kind !== 'hold-before-commit') await commit();
  if (kind === 'lose-answer') throw lostAnswer(tool);
  return neverAnswer();
}

/** What a caller sees whose connection breaks before the answer: it cannot tell whether the change was made. */
function lostAnswer(tool: string): Error {
  const message = `The connection broke before ${tool} was answered, so it is not known whether it took effect; look before repeating it. This fault was set on purpose.`;
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}

/** Wait for good, and keep the process alive for whoever will kill it. */
function neverAnswer(): Promise<never> {
  return new Promise(() => setInterval(() => {}, 60_000));
}
