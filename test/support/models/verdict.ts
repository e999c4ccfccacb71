/** What of one case did not come true; nothing, where it came out right. */
export interface Verdict {
  readonly name: string;
  readonly problems: readonly string[];
}

/** Judge cases, some at a time. A case that throws has that for its problem; no case ends another. */
export async function playEach<Case extends { readonly name: string }>(
  cases: readonly Case[],
  play: (one: Case) => Promise<readonly string[]>,
  { atOnce = 4, onVerdict }: { atOnce?: number; onVerdict?: ((verdict: Verdict) => void) | undefined } = {},
): Promise<readonly Verdict[]> {
  const queue = cases.values();
  const verdicts: Verdict[] = [];
  const lanes = Array.from({ length: atOnce }, async () => {
    for (const one of queue) {
      const problems = await play(one).catch((error: unknown) => [String(error)]);
      const verdict = { name: one.name, problems };
      verdicts.push(verdict);
      onVerdict?.(verdict);
    }
  });
  await Promise.all(lanes);
  return verdicts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
