import { isDeepStrictEqual } from 'node:util';
import type { RetailWorldData } from '../../../src/samples/retail/world-schema.ts';
import { meansTheSame } from '../recorded-errors.ts';
import { itemsChangedTogether, repairItems } from '../repair-recorded-items.ts';
import { type RecordedCall, recordedValue } from '../tau2.ts';
import type { ToolAnswer } from '../tool-answers.ts';

/** Say what differs between recorded calls and their answers of a run; the upstream bug's cases are set right first. */
export function differingAnswers(
  calls: readonly { readonly id: string; readonly recorded: RecordedCall }[],
  answers: ReadonlyMap<string, ToolAnswer>,
  start: RetailWorldData,
): string[] {
  const changed = itemsChangedTogether(calls.map(({ recorded }) => recorded));
  return calls.flatMap(({ id, recorded }) => {
    const answer = answers.get(id);
    const where = `${id} ${recorded.name}`;
    if (answer === undefined) return [`${where}: no answer in the history`];
    if (recorded.error) {
      return answer.kind === 'error' && meansTheSame(recorded.output, answer.message)
        ? []
        : [`${where}: recorded "${recorded.output}", got ${JSON.stringify(answer).slice(0, 200)}`];
    }
    const expected = repairItems(recordedValue(recorded.output), changed, start);
    return answer.kind === 'output' && isDeepStrictEqual(answer.output, expected)
      ? []
      : [`${where}: the output differs: ${JSON.stringify(answer).slice(0, 300)}`];
  });
}
