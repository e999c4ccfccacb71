import type { Call } from '../calls/call.ts';
import { type LedgerEntry, mayTouchTheSame } from '../effects/effect.ts';
import { boundedText } from '../values/bounded-text.ts';
import { digestOf } from '../values/digest.ts';

/** A call that a person rejected, as far as it takes to know it again. */
export interface Rejection {
  readonly approvalId: string;
  readonly tool: string;
  readonly argumentsDigest: string;
  /** Of preview and precondition. */
  readonly lookDigest: string;
  readonly resources: readonly string[];
  /** Of the changes that this run had made to its resources. */
  readonly changesDigest: string;
  /** By whom and why, for the model. */
  readonly because: string;
}

/** A run remembers so many; the oldest go, and people are asked again about them. */
const maxRejections = 32;
const maxBecause = 2_000;
const maxResourceBytes = 4_096;

/** Remember that a person said no to this very call. One that names too many resources is not remembered. */
export function rememberRejection(
  rejections: readonly Rejection[],
  {
    approvalId,
    call,
    because,
  }: { readonly approvalId: string; readonly call: Call; readonly because: string },
  ledger: readonly LedgerEntry[],
): readonly Rejection[] {
  const { resources } = call.facts;
  if (JSON.stringify(resources).length > maxResourceBytes) return rejections;
  const rejection: Rejection = {
    approvalId,
    tool: call.tool,
    argumentsDigest: digestOf(call.arguments),
    lookDigest: lookDigest(call),
    resources,
    changesDigest: changesDigest(resources, ledger),
    because: boundedText(because, { chars: maxBecause }),
  };
  return [...rejections.filter((one) => !isOfCall(one, call, rejection.argumentsDigest)), rejection].slice(
    -maxRejections,
  );
}

/**
 * The rejection that still answers a call: a person said no to the same tool with the same arguments, preview and
 * precondition, and this run has changed nothing on its resources since. A new message of the user forgets all of them.
 */
export function rejectionOf(
  call: Call,
  rejections: readonly Rejection[],
  ledger: readonly LedgerEntry[],
): Rejection | undefined {
  if (!rejections.some(({ tool }) => tool === call.tool)) return undefined;
  const argumentsDigest = digestOf(call.arguments);
  const earlier = rejections.findLast((one) => isOfCall(one, call, argumentsDigest));
  if (earlier?.lookDigest !== lookDigest(call)) return undefined;
  const resources = call.facts.resources;
  return earlier.changesDigest === changesDigest(resources, ledger) ? earlier : undefined;
}

function isOfCall(rejection: Rejection, { tool }: Call, argumentsDigest: string): boolean {
  return rejection.tool === tool && rejection.argumentsDigest === argumentsDigest;
}

function lookDigest(call: Call): string {
  const { facts, prepared } = call;
  return digestOf([prepared?.preview ?? facts.summary ?? '', prepared?.precondition ?? null]);
}

/** A write that is under way has changed nothing that is known; one that was undone has. */
function changesDigest(resources: readonly string[], ledger: readonly LedgerEntry[]): string {
  const made = ledger.filter(
    (entry) =>
      entry.state !== 'intended' && entry.state !== 'absent' && mayTouchTheSame({ resources }, entry),
  );
  return digestOf(made.map(({ id, state }) => [id, state]));
}
