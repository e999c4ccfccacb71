import type { CharterTool } from '../charter/charter.ts';
import { boundedText } from '../values/bounded-text.ts';
import { given } from '../values/given.ts';
import { type JsonObject, jsonBytes } from '../values/json.ts';
import type { Approval } from './approval.ts';
import { toolDigestPrefix } from './stale-approvals.ts';

/** An open approval as a list shows it, from the run's memo alone. */
export interface ApprovalCard {
  readonly id: string;
  readonly call: string;
  readonly turn: number;
  readonly tool: string;
  /** Beginning of the digest of the tool's declaration, which the approval binds. */
  readonly toolDigest?: string;
  /** First line of the preview, cut. */
  readonly summary: string;
  readonly digest: string;
  readonly rule: string;
  readonly reason: string;
  readonly approvers?: string;
  readonly requestedAt: string;
  readonly deadline: string;
  /** Half of its time went by without an answer. */
  readonly reminded?: true;
  /** Absent where the card could not hold them. */
  readonly arguments?: JsonObject;
  readonly filledIn?: readonly string[];
  readonly preview?: string;
}

const maxCardBytes = 1_024;
const maxCards = 8;

/** Make the cards of a run's memo: at most eight, each at most 1 KiB. `tools` are those of its charter. */
export function approvalCards(
  open: readonly Approval[],
  tools: Readonly<Record<string, Pick<CharterTool, 'digest'>>> = {},
): readonly ApprovalCard[] {
  return open.slice(0, maxCards).map((approval) => cardOf(approval, tools[approval.tool]));
}

function cardOf(approval: Approval, declared: Pick<CharterTool, 'digest'> | undefined): ApprovalCard {
  const { id, call, turn, tool, preview, digest, rule, reason, approvers, reminded } = approval;
  const card: ApprovalCard = {
    id,
    call,
    turn,
    tool,
    ...(declared && { toolDigest: toolDigestPrefix(declared.digest) }),
    summary: boundedText(preview.split('\n')[0] ?? tool, { chars: 120 }),
    digest,
    rule: boundedText(rule, { chars: 80 }),
    reason: boundedText(reason, { chars: 120 }),
    ...(approvers === undefined ? {} : { approvers: boundedText(approvers, { chars: 60 }) }),
    requestedAt: new Date(approval.requestedAtMs).toISOString(),
    deadline: new Date(approval.expiresAtMs).toISOString(),
    ...(reminded ? { reminded } : {}),
  };
  const withPreview = { ...card, preview };
  const { arguments: args, filledIn } = approval;
  const whole = { ...withPreview, arguments: args, ...given({ filledIn }) };
  const bare = {
    ...card,
    summary: boundedText(card.summary, { chars: 40 }),
    reason: boundedText(card.reason, { chars: 40 }),
  };
  return [whole, withPreview, card].find((candidate) => jsonBytes(candidate) <= maxCardBytes) ?? bare;
}
