/** An open approval as it is compared with a build. */
export interface BoundApproval {
  readonly run: string;
  readonly id: string;
  readonly tool: string;
  /** Beginning of the digest of its tool's declaration; absent where nobody wrote it down. */
  readonly toolDigest?: string;
}

/** An open approval that cannot let its call run with a build. */
export interface StaleApproval extends Pick<BoundApproval, 'run' | 'id' | 'tool'> {
  /** `changed`: what is declared of the tool is not what was asked about. `gone`: there is no such tool. */
  readonly because: 'changed' | 'gone';
}

/** Characters of a digest that tell one declaration from another. */
const comparedChars = 16;

/** What of a tool's digest goes onto the card of an approval. */
export function toolDigestPrefix(digest: string): string {
  return digest.slice(0, comparedChars);
}

/** Name the open approvals that a build makes void: `digests` are those of its tools, by name. */
export function staleApprovals(
  open: readonly BoundApproval[],
  digests: ReadonlyMap<string, string>,
): readonly StaleApproval[] {
  return open.flatMap(({ run, id, tool, toolDigest }): StaleApproval[] => {
    const digest = digests.get(tool);
    if (digest === undefined) return [{ run, id, tool, because: 'gone' }];
    const isChanged = toolDigest !== undefined && toolDigestPrefix(digest) !== toolDigestPrefix(toolDigest);
    return isChanged ? [{ run, id, tool, because: 'changed' }] : [];
  });
}
