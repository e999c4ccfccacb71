import type { Call, Verdict } from './call.ts';
import type { Charter } from './charter.ts';
import { maxEffects } from './effect.ts';

/** What a ruling may look at beside the call. */
export interface GuardFacts {
  readonly charter: Charter;
  readonly effectCount: number;
  /** Calls of the same tool that the run has dispatched already. */
  readonly callsOfTool: number;
  /** Whether the facts are final: the tool has no `prepare`, or it has run. Before, unknown facts stay open. */
  readonly factsFinal: boolean;
  /** Some argument was taken from an untrusted tool's output. */
  readonly untrustedArguments: boolean;
}

/**
 * Rule on one proposed call: the agent proposes, the guard disposes.
 *
 * A tool outside the charter is denied, and so is a write that the ledger has no room for.
 */
export function guard(call: Call, facts: GuardFacts): Verdict {
  const tool = Object.hasOwn(facts.charter.tools, call.tool) ? facts.charter.tools[call.tool] : undefined;
  if (!tool)
    return { kind: 'deny', rule: 'charter', reason: `The tool ${call.tool} is not part of this run.` };
  if (tool.effect !== 'read' && facts.effectCount >= maxEffects) {
    return {
      kind: 'deny',
      rule: 'ledger-full',
      reason: `This run has already made ${maxEffects} changes; it may read, but change nothing more.`,
    };
  }
  return { kind: 'allow', rule: 'charter' };
}
