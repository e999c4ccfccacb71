import { bills } from './cases/bills.ts';
import { brokenAnswers } from './cases/broken-answers.ts';
import { patience } from './cases/patience.ts';
import { readableAnswers } from './cases/readable-answers.ts';
import { sendableRequests } from './cases/sendable-requests.ts';
import { servers } from './cases/servers.ts';
import { tooLong } from './cases/too-long.ts';
import { openFieldBench } from './field-bench.ts';
import { type FieldModelCase, readFieldFile } from './field-case.ts';
import type { Verdict } from './verdict.ts';

/** How each file of the collection is played and judged. */
export const fieldModelCases: readonly FieldModelCase[] = [
  ...bills,
  ...brokenAnswers,
  ...patience,
  ...readableAnswers,
  ...sendableRequests,
  ...servers,
  ...tooLong,
].toSorted((a, b) => a.file.localeCompare(b.file));

/**
 * Play cases on one worker, some at a time, through the real adapters.
 *
 * `hurried`: those that wait by the clock wait for seconds only. A case that throws has that for its problem; no case ends another.
 */
export async function playFieldModels(
  cases: readonly FieldModelCase[],
  where: { readonly address: string; readonly namespace: string },
  {
    atOnce = 4,
    hurried = false,
    onVerdict,
  }: { atOnce?: number; hurried?: boolean; onVerdict?: (verdict: Verdict) => void } = {},
): Promise<readonly Verdict[]> {
  const bench = await openFieldBench(where);
  const verdicts: Verdict[] = [];
  const judge = async ({ file, judge: play }: FieldModelCase): Promise<void> => {
    const problems = await Promise.resolve()
      .then(() => play({ bench, where, hurried, ...readFieldFile(file) }))
      .catch((error: unknown) => [String(error)]);
    const verdict = { name: file, problems };
    verdicts.push(verdict);
    onVerdict?.(verdict);
  };
  try {
    // Those that wait by the clock cost nothing meanwhile, and end last whatever else is played.
    const waiting = cases.filter(({ waits }) => waits).map(judge);
    const queue = cases.filter(({ waits }) => !waits).values();
    const lanes = Array.from({ length: atOnce }, async () => {
      for (const one of queue) await judge(one);
    });
    await Promise.all([...waiting, ...lanes]);
  } finally {
    await bench.stop();
  }
  return verdicts.toSorted((a, b) => a.name.localeCompare(b.name));
}
