import { bills } from './cases/bills.ts';
import { brokenAnswers } from './cases/broken-answers.ts';
import { patience } from './cases/patience.ts';
import { readableAnswers } from './cases/readable-answers.ts';
import { sendableRequests } from './cases/sendable-requests.ts';
import { servers } from './cases/servers.ts';
import { tooLong } from './cases/too-long.ts';
import { openFieldBench } from './field-bench.ts';
import { type FieldModelCase, readFieldFile } from './field-case.ts';
import { playEach, type Verdict } from './verdict.ts';

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
  { hurried = false, onVerdict }: { hurried?: boolean; onVerdict?: (verdict: Verdict) => void } = {},
): Promise<readonly Verdict[]> {
  const bench = await openFieldBench(where);
  const named = cases.map((one) => ({ ...one, name: one.file }));
  const play = async ({ file, judge }: FieldModelCase): Promise<readonly string[]> =>
    judge({ bench, where, hurried, ...readFieldFile(file) });
  const waiting = named.filter(({ waits }) => waits);
  const others = named.filter(({ waits }) => !waits);
  try {
    // Those that wait by the clock cost nothing meanwhile, and end last whatever else is played.
    const verdicts = await Promise.all([
      playEach(waiting, play, { atOnce: waiting.length, onVerdict }),
      playEach(others, play, { onVerdict }),
    ]);
    return verdicts.flat().toSorted((a, b) => a.name.localeCompare(b.name));
  } finally {
    await bench.stop();
  }
}
